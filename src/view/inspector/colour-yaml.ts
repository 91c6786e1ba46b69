// The parts of printed YAML that get a colour. Printed YAML is regular: block style, a key per line.

export type YamlPart = readonly [kind: 'key' | 'value' | 'plain', text: string]

const LINE = /^(\s*(?:- )*)([^\s:#'"][^:]*|"[^"]*"|'[^']*')(:)(?=\s|$)(.*)$/

/** The text cut into keys, values and the rest; joined they are the text again. */
export function colourYaml(text: string): readonly YamlPart[] {
  return text.split('\n').flatMap((line, index): readonly YamlPart[] => {
    const start: readonly YamlPart[] = index === 0 ? [] : [['plain', '\n']]
    const match = LINE.exec(line)
    if (match === null) return [...start, ['plain', line]]
    const [, indent = '', key = '', colon = '', value = ''] = match
    return [...start, ['plain', indent], ['key', key], ['plain', colon], ['value', value]]
  })
}
