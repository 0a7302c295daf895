import { phone } from '../browser.mjs'
import { teaMerchant } from '../company.mjs'
import { choose, pick, signIn } from '../screens.mjs'

export const title = 'figures of the month, side by side, down to the documents behind them'

const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)

/** Tea sold to two teahouses on a dozen days of the last year. */
async function year(server) {
  await teaMerchant(server, { A1: '400', A2: '300' })
  await server.create('customer', { code: 'C2', name: '新茶馆', level: 'vip' })
  for (let step = 0; step < 12; step += 1) {
    const ordered_on = day(350 - step * 30)
    const customer = step % 3 === 0 ? 'C2' : 'C1'
    const lines = [
      { item: 'A1', quantity: String(4 + step), price: '12.5' },
      { item: 'A2', quantity: '3', price: '20' },
    ]
    const order = await server.create(
      'sales_order',
      { customer, ship_from: 'W1', ordered_on, lines },
      'confirm',
    )
    const shipped = lines.map(({ item, quantity }) => ({ item, quantity }))
    await server.create('shipment', { sales_order: order.number, lines: shipped }, 'confirm')
  }
  const order = await server.create(
    'purchase_order',
    {
      supplier: 'S1',
      deliver_to: 'W1',
      lines: [{ item: 'A1', quantity: '24', price: '7.5' }],
    },
    'confirm',
  )
  await server.create(
    'receipt',
    { purchase_order: order.number, warehouse: 'W1', lines: [{ item: 'A1', quantity: '12' }] },
    'confirm',
  )
}

export async function run({ server, open, shot, expect }) {
  await year(server)
  const page = await open()
  await signIn(page)

  await page.getByRole('navigation', { name: '主导航' }).getByText('报表').click()
  await expect.visible(page.getByText('哪些商品、客户和渠道真正赚钱?'))
  await shot(page, 'home')

  await page.getByRole('link', { name: /毛利分析/ }).click()
  const table = page.getByRole('table', { name: '毛利分析' })
  await expect.text(table, '茶 A1')
  await expect.text(table, '合计')
  await shot(page, 'profit')

  // Side by side by customer, and down to the documents behind one figure.
  await choose(page, '横向展开', '客户')
  await expect.text(table, '老茶馆')
  await shot(page, 'pivot')
  await table.getByRole('row', { name: /茶 A1/ }).getByRole('button').first().click()
  const drawer = page.getByRole('dialog')
  await expect.visible(drawer.getByRole('table', { name: '构成它的单据' }))
  await expect.text(drawer, 'FH-')
  await shot(page, 'behind')
  await page.keyboard.press('Escape')

  // What is shown stands in the address.
  await page.reload()
  await expect.text(table, '老茶馆')

  await page.goto('/reports/stock_summary')
  await expect.text(page.getByRole('table', { name: '收发存汇总' }), '茶 A2')
  await shot(page, 'stock-summary')
  await page
    .getByRole('table', { name: '收发存汇总' })
    .getByRole('row', { name: /茶 A1/ })
    .getByRole('button')
    .first()
    .click()
  await expect.visible(page.getByRole('heading', { name: '收发存明细' }))
  await expect.text(page.getByRole('table', { name: '收发存明细' }), '供应商')
  await shot(page, 'ledger')
  await pick(page, '商品', 'A2')
  await expect.text(page.getByRole('table', { name: '收发存明细' }), '客户')

  const places = ['stock', 'turnover', 'purchases', 'supplier_prices', 'sales']
  for (const name of [...places, 'sales_fulfilment', 'purchase_fulfilment']) {
    await page.goto(`/reports/${name}?preset=days_365`)
    await expect.visible(page.getByRole('table').first())
    await shot(page, name)
  }

  await page.setViewportSize(phone)
  for (const path of [
    '/reports',
    '/reports/profit',
    '/reports/stock',
    '/reports/stock-ledger?item=A1',
  ]) {
    await page.goto(path)
    await expect.visible(page.getByRole('main').getByRole('heading').first())
    await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => undefined)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect.equal(width <= phone.width, true, `${path} needs sideways scrolling on a phone`)
    await shot(page, `phone${path.replace(/\W+/g, '-')}`)
  }
}
