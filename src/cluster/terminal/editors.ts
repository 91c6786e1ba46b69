// `vi`, `vim` and `nano`: the page has an editor, and what is saved there is what the program writes.
import { absolutePath } from '#runtime/filesystem/path.ts'
import { ERROR_TEXTS } from '#runtime/filesystem/result.ts'
import { type Command, complain } from '#runtime/process/command.ts'
import { type Task, wait } from '#sim/task.ts'
import type { LineHost } from './line-host.ts'

/** The programs by their names. */
export function editorsOf(host: LineHost): Readonly<Record<string, Command>> {
  const editor = editorOf(host)
  return { vi: editor, vim: editor, nano: editor }
}

function editorOf(host: LineHost): Command {
  return function* (invocation): Task<number> {
    const names = invocation.args.filter((word) => !/^[-+]./.test(word))
    if (names.length === 0) return complain(invocation, 'name the file that is to be edited')
    for (const name of names) {
      const { files } = invocation.system
      const path = absolutePath(invocation.cwd, name)
      const read = files.read(path)
      if (!read.ok && read.error === 'EISDIR')
        return complain(invocation, `${name}: is a directory`)
      const before = read.ok ? read.value : ''
      const edited = host.edit(name, before)
      yield* wait(edited)
      const text = edited.value
      if (text === null || text === before) continue
      const written = files.write(path, text === '' || text.endsWith('\n') ? text : `${text}\n`)
      if (!written.ok) return complain(invocation, `${name}: ${ERROR_TEXTS[written.error]}`)
    }
    return 0
  }
}
