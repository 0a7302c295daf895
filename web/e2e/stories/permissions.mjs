import { clerk, teaMerchant } from '../company.mjs'
import { phone } from '../browser.mjs'
import { signIn } from '../screens.mjs'

export const title = 'a seller sees neither cost nor the customers of another seller'

const SECRET = '秘密茶楼'

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10' })
  for (const login of ['zhou', 'wu']) await clerk(server, login, ['seller'])
  const boss = await open()
  await signIn(boss)
  await onlyTheirOwn(boss, shot)

  // What the other seller does.
  await server.signIn('wu')
  await server.create('customer', { code: 'C9', name: SECRET })
  const lines = [{ item: 'A1', quantity: '25', price: '12' }]
  await server.create('sales_order', { customer: 'C9', ship_from: 'W1', lines }, 'confirm')
  await server.signIn()

  const page = await open()
  await signIn(page, 'zhou')
  const told = []
  page.on('response', async (response) => {
    const text = await response.text().catch(() => '')
    if (response.url().includes('/api/') && text.includes(SECRET)) told.push(response.url())
  })
  for (const [name, path] of Object.entries({
    customers: '/d/customer',
    orders: '/d/sales_order',
    radar: '/',
    stock: '/stock',
    item: '/stock/A1',
  })) {
    await page.goto(path)
    await expect.visible(page.getByRole('main').getByRole('heading').first())
    await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => undefined)
    const words = await page.getByRole('main').innerText()
    expect.equal(words.includes(SECRET), false, `${SECRET} on ${path}`)
    await shot(page, name)
  }
  expect.equal(
    (await page.getByRole('main').innerText()).includes('采购价'),
    false,
    'the price of a supply',
  )

  // Neither found, nor chosen, nor exported, nor opened by its address.
  const search = page.getByRole('combobox', { name: '全局搜索' })
  await search.fill('秘密')
  await page.waitForTimeout(600)
  expect.equal(await page.getByRole('option', { name: SECRET }).count(), 0, 'found by search')
  await page.goto('/d/sales_order/new')
  await page.getByRole('combobox', { name: '客户', exact: true }).fill('秘密')
  await page.waitForTimeout(600)
  expect.equal(await page.getByRole('option', { name: SECRET }).count(), 0, 'offered as a link')
  await page.goto('/d/customer/C9')
  await expect.text(page.getByRole('main'), /找不到/)
  const file = await page.evaluate(async () => {
    const answer = await fetch('/api/documents/customer/export?format=csv')
    return answer.text()
  })
  expect.equal(file.includes(SECRET), false, 'exported')
  expect.equal(told, [], 'answers that told of it')

  // Why, in words, for the owner of the shop.
  await boss.goto('/settings/users')
  await boss.getByRole('button', { name: '更多：zhou' }).click()
  await boss.getByRole('menuitem', { name: '能看到什么' }).click()
  await expect.text(boss.getByRole('main'), /只有自己的/)
  await shot(boss, 'why')
  await boss.goto('/settings/audit')
  await expect.text(boss.getByRole('main'), /修改角色/)
  await shot(boss, 'audit')
  for (const [name, path] of Object.entries({
    departments: '/settings/departments',
    security: '/settings/security',
    numbering: '/settings/numbering',
    profile: '/profile',
    users: '/settings/users',
    roles: '/settings/roles/seller',
  })) {
    await boss.setViewportSize({ width: 1280, height: 900 })
    await boss.goto(path)
    await expect.visible(boss.getByRole('main').getByRole('heading').first())
    await boss.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined)
    await shot(boss, name)
    await boss.setViewportSize(phone)
    await shot(boss, `${name}-phone`)
  }
}

/** The owner of the shop changes the role of sellers, with one press. */
async function onlyTheirOwn(page, shot) {
  await page.goto('/settings/roles/seller')
  await page.getByRole('button', { name: '只有自己的' }).click()
  await shot(page, 'role')
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await page.getByRole('table', { name: '角色与权限' }).waitFor()
}
