// All commands that are loaded late. Whoever can wait for nothing, like the command line, imports this at once.
import { annotate, labelWithOptions } from './commands/annotate.ts'
import { apiResources, apiVersions } from './commands/api-resources.ts'
import { auth } from './commands/auth.ts'
import { autoscale } from './commands/autoscale.ts'
import { create } from './commands/create.ts'
import { describe } from './commands/describe.ts'
import { edit } from './commands/edit.ts'
import { events } from './commands/events.ts'
import { exec } from './commands/exec.ts'
import { explain } from './commands/explain.ts'
import { expose } from './commands/expose.ts'
import { logs } from './commands/logs.ts'
import { patch } from './commands/patch.ts'
import { replace } from './commands/replace.ts'
import { rolloutHistory } from './commands/rollout-history.ts'
import { run } from './commands/run.ts'
import { setSelector, setServiceAccount } from './commands/set-account.ts'
import { setEnv } from './commands/set-env.ts'
import { setResources } from './commands/set-resources.ts'
import { clusterInfo, config, version } from './commands/version.ts'
import { wait } from './commands/wait.ts'
import { withOptions } from './commands/with-options.ts'
import type { LateCommands } from './late.ts'

export const LATE_COMMANDS: LateCommands = {
  lines: {
    create,
    run,
    expose,
    autoscale,
    annotate,
    patch,
    replace,
    label: labelWithOptions,
    'rollout history': rolloutHistory,
    'set env': setEnv,
    'set resources': setResources,
    'set sa': setServiceAccount,
    'set serviceaccount': setServiceAccount,
    'set selector': setSelector,
    logs,
    exec,
    edit,
    wait,
    scale: withOptions('scale'),
    rollout: withOptions('rollout'),
    set: withOptions('set'),
    cordon: withOptions('cordon'),
    uncordon: withOptions('uncordon'),
    drain: withOptions('drain'),
    taint: withOptions('taint'),
    delete: withOptions('delete'),
  },
  reading: {
    describe,
    events,
    explain,
    auth,
    version,
    config,
    'api-resources': apiResources,
    'api-versions': apiVersions,
    'cluster-info': clusterInfo,
  },
}
