// Chromium, and pages that remember what went wrong in them.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const artefacts = process.env.ARTEFACTS ?? 'artefacts'
export const desk = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

export function launch() {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-sync',
  ]
  args.push('--disable-background-networking', '--disable-component-update')
  return chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args })
}

/** Everything a story opens: people at the same company, each with a browser of their own. */
export function people(browser, server, storyName) {
  const contexts = []
  const wrong = []
  const pages = []

  async function open({ size = desk, language = 'zh-CN', dark = false } = {}) {
    const context = await browser.newContext({
      viewport: size,
      baseURL: server.url,
      locale: language,
      timezoneId: 'Asia/Shanghai',
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      hasTouch: size.width < 768,
    })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    page.setDefaultNavigationTimeout(30_000)
    listen(page, wrong)
    pages.push(page)
    return page
  }

  /** A screenshot for people to look at: artefacts/<story>-<step>.png */
  async function shot(page, step) {
    await mkdir(artefacts, { recursive: true })
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: join(artefacts, `${storyName}-${step}.png`) })
  }

  return {
    open,
    shot,
    wrong,
    shotAll: (step) =>
      Promise.all(pages.map((page, at) => shot(page, `${step}-${at + 1}`).catch(() => undefined))),
    close: () => Promise.all(contexts.map((context) => context.close())),
  }
}

/** Refusals (4xx of the API) belong to stories; anything else in the console is a fault. */
function listen(page, wrong) {
  page.on('pageerror', (error) => wrong.push(`uncaught in the page: ${error.message}`))
  page.on('console', (message) => {
    const refused = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !refused) wrong.push(`console: ${message.text()}`)
  })
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname
    const missing = response.status() >= 400 && !path.startsWith('/api/')
    if (response.status() >= 500 || missing) wrong.push(`${response.status()} ${path}`)
  })
}
