// A small button that is only a picture.
import { Icon, type IconName } from './Icon.tsx'

/** `title` is what shows below the pointer, where that is not the label; a disabled one keeps the focus. */
export function ToolButton(props: {
  readonly label: string
  readonly icon: IconName
  readonly title?: string
  readonly disabled?: boolean
  readonly onClick: () => void
}) {
  const { label, icon, title = label, disabled, onClick } = props
  return (
    <button
      type="button"
      className="tool"
      aria-label={label}
      title={title}
      aria-disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} size={14} />
    </button>
  )
}
