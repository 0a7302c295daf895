// What people do on any screen, in the words of the screen.

import { password } from './server.mjs'

export async function signIn(page, login = 'admin', secret = password) {
  await page.goto('/login')
  await page.getByLabel(/^(账号|User name)$/).fill(login)
  await page.getByLabel(/^(密码|Password)$/).fill(secret)
  await page.getByRole('button', { name: /^(登\s?录|Sign in)$/ }).click()
  // On a phone it is there, but folded away.
  const navigation = page.getByRole('navigation', { name: /主导航|Main/, includeHidden: true })
  await navigation.waitFor({ state: 'attached' })
}

/** Until answers have stopped coming and nothing says that it waits for one. */
export async function settled(page) {
  const came = await page.evaluate(async () => {
    for (let [tries, quiet] = [0, 0]; tries < 300; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 30))
      const answers = performance.getEntriesByType('resource').length
      performance.clearResourceTimings()
      const waits = document.querySelector('main [role=status], main [aria-busy=true]')
      quiet = answers > 0 || waits ? 0 : quiet + 1
      if (quiet === 2) return true
    }
    return false
  })
  if (!came) throw new Error(`${page.url()} does not come to rest`)
}

/** A field of a form that takes text; passwords have no role, stars of required fields no meaning. */
export async function fill(page, label, text) {
  const box = page.getByRole('textbox', { name: label, exact: true })
  const any = box.or(page.getByLabel(label, { exact: true })).first()
  await unfold(page, any)
  await any.fill(text)
}

/** A long form keeps away what is seldom filled in. */
async function unfold(page, box) {
  const more = page.getByRole('button', { name: /^(更多字段|More fields)/ })
  await box.or(more).first().waitFor()
  if ((await box.count()) === 0) await more.click()
}

/** A field that refers to another document: the code, then Enter, as a scanner does it. */
export async function pick(page, label, code) {
  const box = page.getByRole('combobox', { name: label, exact: true })
  await unfold(page, box)
  await box.fill(code)
  await page.getByRole('option').filter({ hasText: code }).first().waitFor()
  await box.press('Enter')
}

/** An option of a box that unfolds, by keyboard: long lists draw only what is in sight. */
export async function choose(page, label, option) {
  const box = page.getByRole('combobox', { name: label, exact: true })
  await unfold(page, box)
  await box.click()
  const wanted = page.locator(`.ant-select-item-option-active[title="${option}"]`)
  for (let tries = 0; (await wanted.count()) === 0; tries += 1) {
    if (tries > 60) throw new Error(`${label} has no option ${option}`)
    await box.press('ArrowDown')
  }
  await box.press('Enter')
}

export const press = (page, name) => page.getByRole('button', { name }).first().click()

/** Does what saves something by itself, and waits until the server has it. */
export async function saving(page, path, act) {
  const saved = page.waitForResponse(
    (response) => response.request().method() !== 'GET' && response.url().endsWith(path),
  )
  await act()
  const response = await saved
  if (!response.ok()) throw new Error(`${response.url()} answers ${response.status()}`)
}

/** The alert in which the server says no. */
export const refusal = (page) => page.getByRole('alert')

/** Through the whole wizard; gives back the figures of the result. */
export async function importFile(page, kind, file, { tick, shots = () => undefined } = {}) {
  await page.goto('/imports')
  await page.getByRole('radiogroup').getByText(kind, { exact: true }).click()
  await page.locator('input[type=file]').setInputFiles(file)
  await page.waitForURL('**/imports/*')
  const next = page.getByRole('button', { name: '下一步' })
  await next.click()
  await page.getByRole('list', { name: '列对应' }).waitFor()
  await shots('columns')
  await next.click()
  await page.getByRole('table', { name: '前几行的样子' }).waitFor()
  if (tick) {
    // It is ticked when the server has taken it.
    await page.getByRole('checkbox', { name: tick }).click()
    await page.getByRole('checkbox', { name: tick, checked: true }).waitFor()
  }
  await page.getByRole('button', { name: '试运行' }).click()
  await page.getByRole('button', { name: '正式导入' }).waitFor()
  await shots('dry-run')
  await page.getByRole('button', { name: '正式导入' }).click()
  await page.getByRole('heading', { name: '导入完成' }).waitFor()
  await shots('result')
  const figure = (key) => page.locator(`[data-key=${key}] dd`).innerText()
  return { created: await figure('created'), bad: await figure('bad') }
}
