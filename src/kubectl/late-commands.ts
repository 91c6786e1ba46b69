// All commands that are loaded late. Whoever can wait for nothing, like the command line, imports this at once.
import { runKubectl } from './run-kubectl.ts'
import { annotate, labelWithOptions } from './commands/annotate.ts'
import { apiResources, apiVersions } from './commands/api-resources.ts'
import { applyWithOptions } from './commands/apply-options.ts'
import { attach } from './commands/attach.ts'
import { auth } from './commands/auth.ts'
import { autoscale } from './commands/autoscale.ts'
import { completeNoDesc } from './commands/complete.ts'
import { config } from './commands/config.ts'
import { cp } from './commands/cp.ts'
import { create } from './commands/create.ts'
import { debug } from './commands/debug.ts'
import { describe } from './commands/describe.ts'
import { diff } from './commands/diff.ts'
import { edit } from './commands/edit.ts'
import { events } from './commands/events.ts'
import { exec } from './commands/exec.ts'
import { explain } from './commands/explain.ts'
import { expose } from './commands/expose.ts'
import { eventsWatch } from './commands/events-watch.ts'
import { getWatch } from './commands/get-watch.ts'
import { setLastApplied, viewLastApplied } from './commands/last-applied.ts'
import { logs } from './commands/logs.ts'
import { patch } from './commands/patch.ts'
import { portForward } from './commands/port-forward.ts'
import { replace } from './commands/replace.ts'
import { rolloutHistory } from './commands/rollout-history.ts'
import { run } from './commands/run.ts'
import { setSelector, setServiceAccount } from './commands/set-account.ts'
import { setEnv } from './commands/set-env.ts'
import { setImage } from './commands/set-image.ts'
import { setResources } from './commands/set-resources.ts'
import { setSubject } from './commands/set-subject.ts'
import { scaleWithOptions } from './commands/scale-options.ts'
import { createToken } from './commands/create-token.ts'
import { clusterInfo, version } from './commands/version.ts'
import { wait } from './commands/wait.ts'
import { top } from './commands/top.ts'
import { withOptions } from './commands/with-options.ts'
import { managed } from './field-manager.ts'
import type { LateCommands } from './late.ts'
import { drySession, type Printing } from './printing.ts'
import type { LineCommand } from './verb.ts'

/** A command that prints: a dry run of the server is carried out where nothing stays. */
function dryable<O extends { readonly printing: Printing }>(
  command: LineCommand<O>,
): LineCommand<O> {
  return {
    ...command,
    run: (session, options) => command.run(drySession(session, options.printing), options),
  }
}

export const LATE_COMMANDS: LateCommands = {
  run: runKubectl,
  lines: {
    apply: applyWithOptions,
    'apply set-last-applied': setLastApplied,
    'apply view-last-applied': viewLastApplied,
    create: managed(dryable(create), 'kubectl-create'),
    'create token': createToken,
    run: managed(dryable(run), 'kubectl-run'),
    expose: managed(dryable(expose), 'kubectl-expose'),
    autoscale: managed(dryable(autoscale), 'kubectl-autoscale'),
    annotate: managed(dryable(annotate), 'kubectl-annotate'),
    patch: managed(patch, 'kubectl-patch'),
    replace: managed(dryable(replace), 'kubectl-replace'),
    label: managed(dryable(labelWithOptions), 'kubectl-label'),
    'rollout history': rolloutHistory,
    'set image': managed(dryable(setImage), 'kubectl-set'),
    'set subject': managed(dryable(setSubject), 'kubectl-set'),
    'set env': managed(dryable(setEnv), 'kubectl-set'),
    'set resources': managed(dryable(setResources), 'kubectl-set'),
    'set sa': managed(dryable(setServiceAccount), 'kubectl-set'),
    'set serviceaccount': managed(dryable(setServiceAccount), 'kubectl-set'),
    'set selector': managed(dryable(setSelector), 'kubectl-set'),
    logs,
    attach,
    cp,
    debug,
    exec,
    'port-forward': portForward,
    edit: managed(edit, 'kubectl-edit'),
    config,
    // With the sentence beside each word in kubectl; without it here.
    __complete: completeNoDesc,
    __completeNoDesc: completeNoDesc,
    diff,
    top,
    get: getWatch,
    events: eventsWatch,
    wait,
    scale: scaleWithOptions,
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
    'api-resources': apiResources,
    'api-versions': apiVersions,
    'cluster-info': clusterInfo,
  },
}
