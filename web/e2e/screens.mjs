// What people do on any screen, in the words of the screen.

import { password } from './server.mjs'

export async function signIn(page, login = 'admin', secret = password) {
  await page.goto('/login')
  await page.getByLabel(/^(账号|User name)$/).fill(login)
  await page.getByLabel(/^(密码|Password)$/).fill(secret)
  await page.getByRole('button', { name: /^(登\s?录|Sign in)$/ }).click()
  await page.getByRole('main').waitFor()
}

/** A field of a form that takes text. */
export const fill = (page, label, text) => page.getByLabel(label, { exact: true }).fill(text)

/** A field that refers to another document: the code, then Enter, as a scanner does it. */
export async function pick(page, label, code) {
  const box = page.getByRole('combobox', { name: label, exact: true })
  await box.fill(code)
  await page.getByRole('option').filter({ hasText: code }).first().waitFor()
  await box.press('Enter')
}

export const press = (page, name) => page.getByRole('button', { name }).first().click()

/** The alert in which the server says no. */
export const refusal = (page) => page.getByRole('alert')
