// All files of the scenario as a tree: new ones from templates, and renaming, duplicating and deleting each. No path has
// to be typed.
import { useState, type FormEvent } from 'react'
import {
  fileFromTemplate,
  freePath,
  TEMPLATES,
  type TemplateName,
} from '#playground/file-templates.ts'
import { Icon } from '#view/shell/Icon.tsx'
import { ToolButton } from '#view/shell/ToolButton.tsx'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { pathProblem } from './file-names.ts'
import './file-tree.css'

/** The panel between the tabs and the text. */
export function FileTree(props: { readonly onClose: () => void }) {
  const files = usePlayground((state) => state.files)
  const { writeFile } = usePlaygroundActions()
  const add = (name: TemplateName): void => {
    writeFile(fileFromTemplate(name, files))
    props.onClose()
  }
  return (
    <section
      className="file-tree"
      aria-label="Files of the scenario"
      onKeyDown={(event) => event.key === 'Escape' && props.onClose()}
    >
      <h3 id="new-file">New</h3>
      <ul className="file-templates" aria-labelledby="new-file">
        {TEMPLATES.map(({ name, hint }) => (
          <li key={name}>
            <button type="button" className="btn" title={hint} onClick={() => add(name)}>
              <Icon name="plus" size={12} /> {name}
            </button>
          </li>
        ))}
      </ul>
      <h3 id="all-files">Files</h3>
      {foldersOf(files.map(({ path }) => path)).map(([folder, paths]) => (
        <div key={folder}>
          {folder !== '' && <p className="file-folder">{folder}</p>}
          <ul aria-label={folder === '' ? 'At the top' : folder} className="file-rows">
            {paths.map((path) => (
              <FileRow key={path} path={path} only={files.length === 1} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

/** Paths by their folders, those at the top first. */
function foldersOf(paths: readonly string[]): readonly (readonly [string, readonly string[]])[] {
  const folders = new Map<string, string[]>()
  for (const path of paths.toSorted()) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    folders.set(folder, [...(folders.get(folder) ?? []), path])
  }
  return [...folders].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function FileRow(props: { readonly path: string; readonly only: boolean }) {
  const { path, only } = props
  const files = usePlayground((state) => state.files)
  const active = usePlayground((state) => state.activePath)
  const { openFile, removeFile, writeFile, notify } = usePlaygroundActions()
  const [renaming, setRenaming] = useState(false)
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (renaming) return <RenameRow path={path} onDone={() => setRenaming(false)} />
  const duplicate = (): void => {
    const text = files.find((file) => file.path === path)?.text ?? ''
    writeFile({ path: freePath(path, files), text })
  }
  const remove = (): void => {
    removeFile(path)
    notify(`${path} is deleted.`, true)
  }
  return (
    <li>
      <button
        type="button"
        className="file-name"
        aria-current={path === active ? 'true' : undefined}
        onClick={() => openFile(path)}
      >
        <Icon name="file" size={13} /> {name}
      </button>
      <ToolButton label={`Rename ${path}`} icon="edit" onClick={() => setRenaming(true)} />
      <ToolButton label={`Duplicate ${path}`} icon="copy" onClick={duplicate} />
      {!only && <ToolButton label={`Delete ${path}`} icon="trash" onClick={remove} />}
    </li>
  )
}

function RenameRow(props: { readonly path: string; readonly onDone: () => void }) {
  const { path, onDone } = props
  const files = usePlayground((state) => state.files)
  const { renameFile } = usePlaygroundActions()
  const [to, setTo] = useState(path)
  const others = files.map((file) => file.path).filter((one) => one !== path)
  const problem = pathProblem(to, others)
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (problem !== null) return
    if (to.trim() !== path) renameFile(path, to.trim())
    onDone()
  }
  return (
    <li>
      <form className="file-rename" onSubmit={onSubmit}>
        <label>
          <span className="visually-hidden">New path of {path}</span>
          <input
            autoFocus
            value={to}
            spellCheck={false}
            aria-invalid={problem !== null}
            onChange={(event) => setTo(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return
              event.stopPropagation()
              onDone()
            }}
          />
        </label>
        <button type="submit" className="btn" disabled={problem !== null}>
          Rename
        </button>
        {problem !== null && <p className="hint">{problem}</p>}
      </form>
    </li>
  )
}
