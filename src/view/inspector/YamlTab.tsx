// The live object as YAML, as `kubectl get -o yaml` prints it.
import { Icon } from '#view/shell/Icon.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import { useCopy } from '#view/shell/use-copy.ts'
import { colourYaml } from './colour-yaml.ts'
import type { Subject } from '#picture/inspector/subject.ts'

/** The tab 'YAML'. */
export function YamlTab({ subject }: { readonly subject: Subject }) {
  const copy = useCopy()
  const text = useAnswer({ kind: 'yaml', key: subject.key })
  if (text === undefined) return null
  if (text === null) return <p className="hint">The API server does not know it.</p>
  return (
    <div className="yaml">
      <button type="button" className="btn" onClick={() => copy(text, 'YAML copied')}>
        <Icon name="copy" size={14} /> Copy
      </button>
      <pre tabIndex={0} aria-label="YAML of the object">
        {colourYaml(text).map(([kind, part], index) =>
          kind === 'plain' ? (
            part
          ) : (
            <span key={index} className={`yaml-${kind}`}>
              {part}
            </span>
          ),
        )}
      </pre>
    </div>
  )
}
