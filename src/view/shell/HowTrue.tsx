// How true this is: the figures of the comparison with the real Kubernetes, and what is simplified, beside what this
// scenario uses of it.
import { useMemo } from 'react'
import { SIMPLIFIED, SUITES } from 'virtual:how-true'
import { Dialog } from './Dialog.tsx'
import './how-true.css'
import { usePlayground } from './playground-context.tsx'
import { Sentence } from './Sentence.tsx'

/** The overlay with the figures. */
export function HowTrue(props: { readonly onClose: () => void }) {
  return (
    <Dialog title="How true this is" size="large" onClose={props.onClose}>
      <p className="lead">
        Podscape was compared with the programs of Kubernetes 1.36 themselves: each was asked, its
        answer recorded, and the same asked here. A question that was once answered alike may never
        be answered otherwise.
      </p>
      <Figures />
      <OfThisScenario />
      <h3>All that is simplified</h3>
      {SIMPLIFIED.map(({ part, texts }) => (
        <details key={part} className="how-part">
          <summary>
            {part} <span className="dim">{texts.length}</span>
          </summary>
          <ul>
            {texts.map((text) => (
              <li key={text}>
                <Sentence text={text} />
              </li>
            ))}
          </ul>
        </details>
      ))}
    </Dialog>
  )
}

function Figures() {
  return (
    <table className="how-figures">
      <caption className="visually-hidden">Recorded questions that are answered alike</caption>
      <thead>
        <tr>
          <th scope="col">What was compared</th>
          <th scope="col">answered alike</th>
          <th scope="col">of</th>
          <th scope="col">share</th>
        </tr>
      </thead>
      <tbody>
        {SUITES.map(({ suite, what, agreed, recorded }) => (
          <tr key={suite}>
            <th scope="row">{what}</th>
            <td>{agreed}</td>
            <td>{recorded}</td>
            <td>{share(agreed, recorded)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Rounded down: not all is never 100 %. */
function share(agreed: number, recorded: number): string {
  return recorded === 0 ? '–' : `${Math.floor((1000 * agreed) / recorded) / 10} %`
}

/** What the editor says of this text. */
function OfThisScenario() {
  const diagnostics = usePlayground((state) => state.diagnostics)
  const notes = useMemo(() => {
    const found = diagnostics.filter(({ source }) => source === 'scope')
    return [...new Map(found.map((note) => [note.message, note])).values()]
  }, [diagnostics])
  return (
    <section aria-label="What this scenario uses of what is simplified">
      <h3>Of this, your scenario uses</h3>
      {notes.length === 0 ? (
        <p>Nothing: no field, image or program of it is known to be simplified.</p>
      ) : (
        <ul className="how-own">
          {notes.map(({ message, path, range }) => (
            <li key={message}>
              <code>
                {path}:{range.start.line}
              </code>{' '}
              <Sentence text={message} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
