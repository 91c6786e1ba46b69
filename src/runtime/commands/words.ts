// How the tools of an image word what went wrong: busybox and GNU coreutils differ, and so do the C libraries.
import { ERROR_TEXTS, type FileError } from '../filesystem/result.ts'
import { complain, type Invocation } from '../process/command.ts'

/** strerror of musl where it differs from glibc's. */
const MUSL: Partial<Record<FileError, string>> = {
  EBUSY: 'Resource busy',
  ELOOP: 'Symbolic link loop',
  ENAMETOOLONG: 'Filename too long',
  EXDEV: 'Cross-device link',
}

/** The words of the image's C library for an error. */
export function errorText({ system }: Invocation, error: FileError): string {
  return (system.musl ? MUSL[error] : undefined) ?? ERROR_TEXTS[error]
}

/** Says that something could not be done with a file, in busybox's words or in GNU's, and returns 1. */
export function refuse(
  invocation: Invocation,
  error: FileError,
  words: { readonly busybox: string; readonly gnu: string },
): 1 {
  complain(invocation, `${wordsOf(invocation, words)}: ${errorText(invocation, error)}`)
  return 1
}

/** Says that a file is not there to be copied, and returns 1. */
export function cannotStat(invocation: Invocation, name: string, error: FileError): 1 {
  return refuse(invocation, error, {
    busybox: `can't stat '${name}'`,
    gnu: `cannot stat '${name}'`,
  })
}

/** Says what is wrong with the command line: busybox prints how to use the tool, GNU what is missing. */
export function misused(invocation: Invocation, gnu: string): 1 {
  const { name, stderr, system } = invocation
  if (system.flavour === 'gnu') stderr.write(`${name}: ${gnu}\n`)
  stderr.write(usageOf(invocation))
  return 1
}

/** What a tool says after a command line that it does not understand; of busybox's usage only the beginning. */
export function usageOf({ name, system }: Invocation): string {
  if (system.flavour === 'busybox')
    return `BusyBox v1.36.1 (2024-06-10 07:11:47 UTC) multi-call binary.\n\nUsage: ${name} ...\n`
  switch (name) {
    case 'grep':
    case 'egrep':
    case 'fgrep':
      return "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"
    case 'sed':
      return 'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n'
    case 'wget':
      return "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n"
    case 'curl':
      return "curl: try 'curl --help' or 'curl --manual' for more information\n"
    case 'cmp':
      return "cmp: Try 'cmp --help' for more information.\n"
    case 'gzip':
    case 'gunzip':
    case 'zcat':
      return "Try `gzip --help' for more information.\n"
    case 'tar':
      return "Try 'tar --help' or 'tar --usage' for more information.\n"
    default:
      return `Try '${name} --help' for more information.\n`
  }
}

/** The one of two texts that the image's tools print. */
export function wordsOf(
  { system }: Invocation,
  words: { readonly busybox: string; readonly gnu: string },
): string {
  return system.flavour === 'busybox' ? words.busybox : words.gnu
}
