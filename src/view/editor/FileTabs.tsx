// The files of the scenario as tabs; files can be added and removed.
import { useState, type KeyboardEvent } from 'react'
import { Icon } from '#view/shell/Icon.tsx'
import { ToolButton } from '#view/shell/ToolButton.tsx'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { pathProblem, shortNames } from './file-names.ts'

/** The tabs above the text; `responsiblePath` is the file that the shown step follows from. */
export function FileTabs(props: { readonly responsiblePath: string | null }) {
  const files = usePlayground((state) => state.files)
  const active = usePlayground((state) => state.activePath)
  const diagnostics = usePlayground((state) => state.diagnostics)
  const actions = usePlaygroundActions()
  const { openFile } = actions
  const [adding, setAdding] = useState(false)
  const names = shortNames(files.map(({ path }) => path))
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    const index = files.findIndex(({ path }) => path === active)
    const next = files[(index + move + files.length) % files.length]
    if (next === undefined) return
    openFile(next.path)
    document.getElementById(tabIdOf(next.path))?.focus()
  }
  return (
    <div className="file-bar">
      <div className="file-tabs" role="tablist" aria-label="Files" onKeyDown={onKeyDown}>
        {files.map(({ path }, index) => {
          const problems = diagnostics.filter(
            (d) => d.path === path && d.severity === 'error',
          ).length
          return (
            <button
              key={path}
              type="button"
              role="tab"
              id={tabIdOf(path)}
              aria-selected={path === active}
              tabIndex={path === active ? 0 : -1}
              title={path}
              className={path === props.responsiblePath ? 'responsible' : undefined}
              onClick={() => openFile(path)}
            >
              {names[index]}
              {problems > 0 && (
                <span className="tab-problems" aria-label={`${problems} errors`}>
                  {problems}
                </span>
              )}
            </button>
          )
        })}
      </div>
      <FileTools adding={adding} onAdd={() => setAdding(!adding)} />
      {adding && <AddFile onDone={() => setAdding(false)} />}
    </div>
  )
}

const tabIdOf = (path: string): string => `file-${path}`

function FileTools(props: { readonly adding: boolean; readonly onAdd: () => void }) {
  const active = usePlayground((state) => state.activePath)
  const count = usePlayground((state) => state.files.length)
  const { removeFile } = usePlaygroundActions()
  return (
    <div className="file-tools">
      <button
        type="button"
        className="tool"
        aria-label="Add a file"
        title="Add a file"
        aria-expanded={props.adding}
        onClick={props.onAdd}
      >
        <Icon name="plus" size={14} />
      </button>
      {count > 1 && (
        <ToolButton label={`Remove ${active}`} icon="trash" onClick={() => removeFile(active)} />
      )}
    </div>
  )
}

const SUGGESTED = [
  'manifests/web.yaml',
  'cluster.yaml',
  'scenario.yaml',
  'nodes/worker-1/etc/kubernetes/manifests/static.yaml',
  'nodes/worker-1/var/lib/kubelet/config.yaml',
]

function AddFile(props: { readonly onDone: () => void }) {
  const files = usePlayground((state) => state.files)
  const { addFile } = usePlaygroundActions()
  const [path, setPath] = useState('manifests/')
  const problem = pathProblem(
    path,
    files.map((file) => file.path),
  )
  return (
    <form
      className="add-file"
      onSubmit={(event) => {
        event.preventDefault()
        if (problem !== null) return
        addFile(path.trim())
        props.onDone()
      }}
    >
      <label>
        Path of the new file
        <input
          autoFocus
          list="suggested-paths"
          value={path}
          spellCheck={false}
          onChange={(event) => setPath(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && props.onDone()}
        />
      </label>
      <datalist id="suggested-paths">
        {SUGGESTED.filter((p) => !files.some((f) => f.path === p)).map((p) => (
          <option key={p} value={p} />
        ))}
      </datalist>
      <button type="submit" className="btn" disabled={problem !== null}>
        Add
      </button>
      <button type="button" className="btn" onClick={props.onDone}>
        Cancel
      </button>
      <p className="hint">{problem ?? 'Files below manifests/ are applied at time zero.'}</p>
    </form>
  )
}
