// An object as the YAML tab shows it.
import { printYaml } from '#yaml/print-yaml.ts'

/** Block-style YAML of plain data. */
export function printObject(object: unknown): string {
  return printYaml(object)
}
