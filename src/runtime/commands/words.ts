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
  if (system.flavour === 'busybox')
    stderr.write(
      `BusyBox v1.36.1 (2024-06-10 07:11:47 UTC) multi-call binary.\n\nUsage: ${name} ...\n`,
    )
  else stderr.write(`${name}: ${gnu}\nTry '${name} --help' for more information.\n`)
  return 1
}

/** The one of two texts that the image's tools print. */
export function wordsOf(
  { system }: Invocation,
  words: { readonly busybox: string; readonly gnu: string },
): string {
  return system.flavour === 'busybox' ? words.busybox : words.gnu
}
