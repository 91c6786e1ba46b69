// While the API server answers nobody: that what is shown may be out of date.
import { deafnessAt } from '#picture/words/control-plane-state.ts'
import { Icon } from './Icon.tsx'
import { usePlayground } from './playground-context.tsx'
import './deaf-note.css'

/** Nothing while the API server answers. `brief`: in a line or two, where there is little room. */
export function DeafNote({ brief = false }: { readonly brief?: boolean }) {
  const said = usePlayground(({ near }) => {
    const deaf = deafnessAt(near.world)
    return (brief ? deaf?.brief : deaf?.sentence) ?? null
  })
  if (said === null) return null
  return (
    <p className="deaf-note" role="note">
      <Icon name="info" size={14} /> {said}
    </p>
  )
}
