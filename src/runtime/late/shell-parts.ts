// What others use of the shell and of the tools that come with it: the page has them in a part of their own.
export { leftOutOptions } from '../commands/check-options.ts'
export { toolNamed } from '../commands/table.ts'
export { findBuiltin } from '../shell/builtins.ts'
export { parseScript } from '../shell/parse.ts'
export { runText } from '../shell/run.ts'
export { openShell, sh } from '../shell/sh.ts'
