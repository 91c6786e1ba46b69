// Programs that draw the terminal anew: `watch`, and `clear`.
import { joinWords } from '#kubectl/flags.ts'
import type { Command, Invocation } from '#runtime/process/command.ts'
import { complain, print } from '#runtime/process/command.ts'
import { sh } from '#runtime/shell/sh.ts'
import { dateText } from '#api/meta/date-text.ts'
import { type Task, wait } from '#sim/task.ts'

const DEFAULT_SECONDS = 2
const LEAST_SECONDS = 0.1

/** `watch`: runs a command every two seconds on a screen of its own. Follows procps-ng 4 watch.c. */
export function watchOf(newScreen: () => void): Command {
  return function* (invocation): Task<number> {
    const read = readOptions(invocation.args)
    if (typeof read === 'string') return complain(invocation, read)
    const { seconds, title, words } = read
    const text = words.length === 1 ? (words[0] ?? '') : words.join(' ')
    const { system } = invocation
    for (;;) {
      newScreen()
      if (title) print(invocation, headOf(invocation, seconds, text))
      const args = ['-c', words.length === 1 ? text : joinWords(words)]
      yield* sh({ ...invocation, name: 'bash', args, depth: invocation.depth + 1 })
      yield* wait(system.sleep(Math.round(seconds * 1000)))
    }
  }
}

function headOf({ system }: Invocation, seconds: number, text: string): string {
  const when = dateText('%a %b %e %H:%M:%S %Y', system.nowMs())
  return `Every ${seconds.toFixed(1)}s: ${text}    ${system.hostname}: ${when}\n\n`
}

interface Options {
  readonly seconds: number
  readonly title: boolean
  readonly words: readonly string[]
}

/** The options, which stand before the command; or what is wrong with them. */
function readOptions(args: readonly string[]): Options | string {
  let seconds = DEFAULT_SECONDS
  let title = true
  let at = 0
  for (; at < args.length; at += 1) {
    const word = args[at] ?? ''
    if (!word.startsWith('-')) break
    const [, joined] = /^(?:-n|--interval=)(.+)$/.exec(word) ?? []
    if (joined !== undefined || word === '-n' || word === '--interval') {
      const value = joined ?? args[(at += 1)] ?? ''
      seconds = Math.max(LEAST_SECONDS, Number(value))
      if (value === '' || Number.isNaN(seconds)) return `failed to parse argument: '${value}'`
    } else if (/^(?:-[dtcbeg]*t[dtcbeg]*|--no-title)$/.test(word)) title = false
    else if (!/^(?:-[dcbegx]+|--\w+)$/.test(word))
      return `invalid option -- '${word.replace(/^-+/, '')}'`
  }
  const words = args.slice(at)
  return words.length === 0 ? 'no command: watch [options] command' : { seconds, title, words }
}

/** `clear`: what was printed before is hidden. */
export function clearScreen(clear: () => void): Command {
  return () => {
    clear()
    return 0
  }
}
