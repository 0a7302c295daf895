import { phone } from '../browser.mjs'
import { teaMerchant } from '../company.mjs'
import { signIn } from '../screens.mjs'

export const title = 'a plan becomes a purchase order, a policy is tried before it counts'

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10', A2: '40' })
  for (let ago = 300; ago >= 1; ago -= 5) {
    const day = new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
    const lines = [{ item: 'A2', quantity: String(1 + (ago % 4)) }]
    await server.create('lost_sale', { warehouse: 'W1', day, lines }, 'record')
  }
  const lines = [{ item: 'A1', quantity: '25', price: '12' }]
  await server.create('sales_order', { customer: 'C1', ship_from: 'W1', lines }, 'confirm')
  const page = await open()
  await signIn(page)

  await page.goto('/planning')
  await expect.visible(page.getByText('茶 A1'))
  await expect.visible(page.getByText(/欠 15/))
  await shot(page, 'plan')
  await page.getByRole('checkbox', { name: /茶 A1/ }).check()
  await page.getByRole('button', { name: '接受并生成单据' }).click()
  const dialog = page.getByRole('dialog')
  await expect.text(dialog, '已生成 1 张单据')
  await expect.text(dialog, '草稿')
  await shot(page, 'accepted')
  await dialog.getByRole('link').first().click()
  await expect.visible(page.getByText('云南茶厂'))

  await page.goto('/planning/policies')
  await page.getByRole('button', { name: '回测', exact: true }).click()
  await expect.visible(page.getByText('库存与缺货的取舍'), 60_000)
  await shot(page, 'backtest')

  await page.goto('/stock/A2')
  await expect.visible(page.getByText('再订货点'))
  await shot(page, 'item')
  await page.setViewportSize(phone)
  for (const path of ['/planning', '/planning/policies', '/planning/what-if', '/stock/A2']) {
    await page.goto(path)
    await expect.visible(page.getByRole('main').getByRole('heading'))
    await page.waitForLoadState('networkidle', { timeout: 1000 }).catch(() => undefined)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect.equal(width <= phone.width, true, `${path} needs sideways scrolling on a phone`)
  }
}
