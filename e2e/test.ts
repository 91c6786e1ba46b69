// The fixture that every test gets: an open page that must stay quiet behind the scenes.
import { test as base } from '@playwright/test'
import { PlaygroundPage } from './playground-page.ts'
import { TerminalPage } from './terminal-page.ts'

export const test = base.extend<{ playground: PlaygroundPage; terminal: TerminalPage }>({
  terminal: async ({ page, playground }, use) => use(new TerminalPage(page, playground)),
  playground: async ({ page, context }, use) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const playground = new PlaygroundPage(page)
    await use(playground)
    playground.expectQuiet()
  },
})
export { expect } from '@playwright/test'
