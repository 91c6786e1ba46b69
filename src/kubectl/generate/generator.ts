// What the generators of `kubectl create` have in common: a name, flags, and an object that comes of them.
// Follows k8s.io/kubectl/pkg/cmd/create/create.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import type { CommandLine, FlagTable } from '../flags.ts'
import type { Reader } from '../resources.ts'

/** What a generator reads besides its line. */
export interface Surroundings {
  readonly reader: Reader
  text(path: string): string | undefined
  /** The names of the regular files in a folder; undefined for what is none. */
  folder(path: string): readonly string[] | undefined
  /** A line of standard error. */
  err(line: string): void
}

/** The object, or what is wrong. */
export type Generated = ApiObject | string

export interface Generator<T extends FlagTable = FlagTable> {
  /** 'deployment', 'secret generic'. */
  readonly name: string
  readonly use: string
  readonly flags: T
  readonly required?: readonly string[]
  /** What stands before the message of a refusal: 'failed to create deployment: '; '' where the server's own words are. */
  readonly refused: string
  /** Makes the object of a line that has exactly one name. Its namespace is set afterwards. */
  generate(name: string, line: CommandLine<T>, around: Surroundings): Generated
}

/** Hides the flags of a generator, so that all stand in one table. */
export function generator<T extends FlagTable>(of: Generator<T>): Generator {
  return of as unknown as Generator
}

/** Objects are made of what is given; Go's structs are printed with what they always have. */
export function object(of: {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: object
}): ApiObject {
  return of as unknown as ApiObject
}
