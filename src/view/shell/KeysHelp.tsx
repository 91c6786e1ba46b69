// The list of all keys, read from the command table.
import { COMMANDS } from './commands.ts'
import { Dialog } from './Dialog.tsx'
import { Keys } from './Keys.tsx'

const GROUPS = ['Playback', 'Run', 'Show', 'Share'] as const

/** The overlay of the key `?`. */
export function KeysHelp(props: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={props.onClose}>
      <div className="keys-help">
        {GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {COMMANDS.filter((c) => c.group === group && c.keys !== null).map((command) => (
                <div key={command.id}>
                  <dt>{command.label}</dt>
                  <dd>
                    <Keys keys={command.keys ?? ''} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="hint">
        Single keys rest while an editor, a field or a dialog has the focus. On a focused button
        Space presses the button. On the timeline the arrows move from step to step, Page Up and
        Page Down by five seconds.
      </p>
      <p className="hint">
        The picture is drawn with{' '}
        <a href="https://reactflow.dev" target="_blank" rel="noreferrer">
          React Flow
        </a>
        , the editor is{' '}
        <a href="https://microsoft.github.io/monaco-editor/" target="_blank" rel="noreferrer">
          Monaco
        </a>
        .
      </p>
    </Dialog>
  )
}
