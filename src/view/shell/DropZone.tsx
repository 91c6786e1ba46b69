// Files and folders can be dropped anywhere onto the page, and what was copied can be pasted.
import { useEffect, useState } from 'react'
import { openDropped } from './open-files.ts'
import { usePlaygroundStore } from './playground-context.tsx'
import { usePastedAnywhere } from './use-paste.ts'
import './drop-zone.css'

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

/** What is shown while files are dragged over the page; it opens what is dropped. */
export function DropZone() {
  const store = usePlaygroundStore()
  const [over, setOver] = useState(false)
  usePastedAnywhere()
  useEffect(() => {
    const onDragOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onDragLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent): void => {
      setOver(false)
      if (!hasFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      event.stopPropagation()
      // Both must be asked for before the event is over.
      const dropped = [...event.dataTransfer.items].map(
        (item) => item.webkitGetAsEntry() ?? item.getAsFile(),
      )
      void open(dropped.filter((item) => item !== null))
    }
    const open = (dropped: readonly (FileSystemEntry | File)[]): Promise<void> =>
      openDropped(dropped, store.getState().actions)
    addEventListener('dragover', onDragOver, { capture: true })
    addEventListener('dragleave', onDragLeave)
    addEventListener('drop', onDrop, { capture: true })
    return () => {
      removeEventListener('dragover', onDragOver, { capture: true })
      removeEventListener('dragleave', onDragLeave)
      removeEventListener('drop', onDrop, { capture: true })
    }
  }, [store])
  if (!over) return null
  return (
    <div className="drop-zone" aria-hidden="true">
      <p>Drop manifests, a folder or a tar</p>
    </div>
  )
}
