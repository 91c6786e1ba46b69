// The first object of a YAML or JSON text, for what reads its fields by itself.
import type { ReadYaml } from '#cluster/types.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'

/** The value of the first document, null where nothing is in it; or why it cannot be read. */
export const readYaml: ReadYaml = (text) => {
  const { documents, diagnostics } = parseYaml(text)
  const broken = diagnostics.find(({ severity }) => severity === 'error')
  if (broken !== undefined)
    return { error: `yaml: line ${broken.range.start.line}: ${broken.message}` }
  return { value: documents[0]?.value ?? null }
}
