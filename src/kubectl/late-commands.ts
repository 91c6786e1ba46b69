// All commands that are loaded late. Whoever can wait for nothing, like the command line, imports this at once.
import { annotate, labelWithOptions } from './commands/annotate.ts'
import { autoscale } from './commands/autoscale.ts'
import { create } from './commands/create.ts'
import { describe } from './commands/describe.ts'
import { expose } from './commands/expose.ts'
import { patch } from './commands/patch.ts'
import { replace } from './commands/replace.ts'
import { rolloutHistory } from './commands/rollout-history.ts'
import { run } from './commands/run.ts'
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
  },
  reading: { describe },
}
