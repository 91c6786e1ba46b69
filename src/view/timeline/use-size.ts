// The size of an element, kept up to date.
import { useEffect, useState, type RefObject } from 'react'

export interface Size {
  readonly width: number
  readonly height: number
  /** The width of the scroll bar. */
  readonly gutter: number
}

/** Width and height of the content in pixels; zero before the first measurement. */
export function useSize(ref: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0, gutter: 0 })
  useEffect(() => {
    const element = ref.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => {
      const { clientWidth, clientHeight, offsetWidth } = element
      setSize({ width: clientWidth, height: clientHeight, gutter: offsetWidth - clientWidth })
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return size
}
