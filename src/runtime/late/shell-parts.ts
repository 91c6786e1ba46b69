// What others use of the shell: the page has it in a part of its own.
export { findBuiltin } from '../shell/builtins.ts'
export { parseScript } from '../shell/parse.ts'
export { runText } from '../shell/run.ts'
export { openShell, sh } from '../shell/sh.ts'
