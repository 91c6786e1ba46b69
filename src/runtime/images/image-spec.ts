// What is known of an image.
import type { ImageFile } from './default-files.ts'
import type { BaseSystem } from './tools.ts'

export interface ImageSpec {
  /** Repositories without registry and without 'library/'. */
  readonly names: readonly string[]
  readonly megabytes: number
  readonly system: BaseSystem
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  /** Programs besides the tools of the system, in /usr/local/bin. */
  readonly programs: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly workingDir: string
  readonly files: readonly ImageFile[]
  /** False for an image that we know nothing of. */
  readonly known: boolean
}

export type ImageRow = Partial<Omit<ImageSpec, 'known'>> &
  Pick<ImageSpec, 'names' | 'megabytes' | 'system'>

/** A program of its own and nothing else, as most images of Kubernetes components are. */
export function single(
  name: string,
  megabytes: number,
  program: string,
  command: readonly string[] = [],
): ImageRow {
  return {
    names: [name],
    megabytes,
    system: 'none',
    entrypoint: [`/${program}`],
    command,
    programs: [program],
  }
}
