// The fixture that every test gets: an open page that must stay quiet behind the scenes.
import { test as base, type BrowserContext } from '@playwright/test'
import { PlaygroundPage } from './playground-page.ts'
import { TerminalPage } from './terminal-page.ts'

/** Whether this is a Firefox or a WebKit of the system, which is driven by WebDriver BiDi. */
export const isBidi = (channel: string | undefined): boolean => channel === 'moz-firefox'

/** Leaves a test out where a WebKit of the system is driven: of classic WebDriver, which its driver speaks, it needs too much. */
export function skipInWebKitGtk(why: string): void {
  const { name, use } = base.info().project
  base.skip(name === 'webkit' && isBidi(use.channel), why)
}

/** Chooses the dark theme, as who was here before. */
function chooseDark(): void {
  if (globalThis.origin !== 'null') localStorage.setItem('podscape.theme', 'dark')
}

/** Playwright fills a field by BiDi through a function in the page that React does not hear: another one goes in its place. */
async function fillAsTyped(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    Object.defineProperty(globalThis, '__pw_bidiInsertText', {
      set: () => {},
      get: () => (text: string) => {
        if (document.activeElement instanceof HTMLIFrameElement) return document.activeElement
        document.execCommand('insertText', false, text)
        return undefined
      },
    })
  })
}

export const test = base.extend<{ playground: PlaygroundPage; terminal: TerminalPage }>({
  terminal: async ({ page, playground }, use) => use(new TerminalPage(page, playground)),
  playground: async ({ page, context, browserName, channel, colorScheme }, use) => {
    // Firefox has a preference in its place, and WebKit asks for reading alone.
    if (browserName !== 'firefox')
      await context.grantPermissions(
        browserName === 'chromium' ? ['clipboard-read', 'clipboard-write'] : ['clipboard-read'],
      )
    if (isBidi(channel)) {
      await fillAsTyped(context)
      // The system's is not emulated, so it is one that was chosen.
      if (colorScheme === 'dark') await context.addInitScript(chooseDark)
    }
    const playground = new PlaygroundPage(page)
    await use(playground)
    playground.expectQuiet()
  },
})
export { expect } from '@playwright/test'
