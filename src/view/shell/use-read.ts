// Help that has been read folds away: what was in sight until the person went on to something else is not unfolded again.
import { useEffect, useState } from 'react'
import { browserStorage } from './browser.ts'

/** Whether the help of this name was read before; it counts as read once it leaves the sight. */
export function useRead(name: string): boolean {
  const key = `podscape/read/${name}`
  const [wasRead] = useState(() => browserStorage.read(key) === '1')
  useEffect(() => () => browserStorage.write(key, '1'), [key])
  return wasRead
}
