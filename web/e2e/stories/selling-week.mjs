import { desk, phone } from '../browser.mjs'
import { teaMerchant } from '../company.mjs'
import { eventually } from '../expect.mjs'
import { pick, press, signIn } from '../screens.mjs'

export const title =
  'a quotation becomes an order by the price list, is picked in a wave, packed, shipped and exchanged'

/** A cell of the lines: its column, and its line counted from 1. */
const cell = (page, column, line) => page.getByLabel(`${column} ${line}`, { exact: true })

/** An item by its code, as a scanner types it. */
async function enterItem(page, line, code) {
  await cell(page, '商品', line).fill(code)
  await page.getByRole('option').filter({ hasText: code }).first().waitFor()
  await cell(page, '商品', line).press('Enter')
}

/** What stands in a cell, however it was written there. */
const hasValue = (box, wanted) =>
  eventually(`${box} holds ${wanted}`, 15_000, async () => {
    const said = (await box.inputValue()).replace(/[¥,]|\.0+$/g, '')
    if (said === wanted) return true
    throw new Error(`it holds ${said}`)
  })

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '40', A2: '40' })
  await server.patch('/api/documents/item/A1', { fields: { sale_price: '30' } })
  await server.patch('/api/documents/item/A2', { fields: { sale_price: '12', floor_price: '10' } })
  await server.patch('/api/documents/customer/C1', { fields: { level: 'vip' } })
  await server.create('customer', { code: 'C2', name: '王记' })
  await server.create('carrier', {
    code: 'SF',
    name: '顺丰',
    tracking_page: 'https://example.com/track?no={number}',
  })
  const prices = [
    { item: 'A1', price: '28' },
    { item: 'A1', from: '20', price: '25' },
  ]
  await server.create('price_list', { name: 'VIP 价', level: 'vip', lines: prices }, 'apply')
  const page = await open({ size: desk })
  await signIn(page)

  // Monday: a quotation. Prices come by themselves and follow the quantity.
  await page.goto('/d/quotation/new')
  await pick(page, '客户', 'C1')
  await pick(page, '发货仓库', 'W1')
  await enterItem(page, 1, 'A1')
  await cell(page, '数量', 1).fill('5')
  await hasValue(cell(page, '单价', 1), '28')
  await cell(page, '数量', 1).fill('20')
  await hasValue(cell(page, '单价', 1), '25')
  await press(page, '添加一行')
  await enterItem(page, 2, 'A2')
  await cell(page, '数量', 2).fill('4')
  await hasValue(cell(page, '单价', 2), '12')
  await cell(page, '单价', 2).fill('9')
  await expect.visible(page.getByText('1 行低于最低限价'))
  await shot(page, 'quotation')
  await press(page, '价格依据')
  await expect.text(page.getByRole('dialog'), /VIP 价.*手工价/)
  await shot(page, 'why-these-prices')
  await page.keyboard.press('Escape')
  await press(page, /保存并报出/)
  await expect.text(page.getByRole('main'), '已报价')
  await shot(page, 'quoted')

  // Tuesday: the customer takes it.
  await press(page, /^下\s?单$/)
  await expect.visible(page.getByRole('heading', { name: '新建销售订单' }))
  await hasValue(cell(page, '单价', 2), '9')
  await press(page, /保存并生效/)
  await expect.text(page.getByRole('main'), '已生效')
  await shot(page, 'ordered')
  const order = (await server.get('/api/documents/sales_order')).rows[0]
  const lines = [{ item: 'A1', quantity: '3' }]
  await server.create('sales_order', { customer: 'C2', ship_from: 'W1', lines }, 'confirm')

  // Wednesday: both orders in one walk.
  await page.goto('/sales/pick')
  await expect.visible(page.getByText(order.number))
  await page.getByRole('checkbox', { name: '全选' }).check()
  await shot(page, 'picking-desk')
  await press(page, '生成拣货单')
  await expect.text(page.getByRole('main'), '拣货中')
  await press(page, '拣货完成')
  await expect.text(page.getByRole('main'), '待打包发货')
  const list = (await server.get('/api/documents/pick_list')).rows[0]
  const packages = [
    { package: '1', weight_kg: '2.4', tracking_number: 'SF1001' },
    { package: '2', weight_kg: '0.6', tracking_number: 'SF1002' },
  ]
  const full = await server.get(`/api/documents/pick_list/${list.number}`)
  const packed = full.fields.lines.map((line) => ({
    line: line.line,
    package: line.sales_order === order.number ? '1' : '2',
  }))
  await server.patch(`/api/documents/pick_list/${list.number}`, {
    fields: { carrier: 'SF', packages, lines: packed },
  })
  await page.reload()
  await expect.visible(page.getByText('SF1001'))
  await shot(page, 'packed')
  await press(page, '按订单发货')
  const dialog = page.getByRole('dialog')
  await expect.count(dialog.getByRole('link'), 2)
  await shot(page, 'shipped')
  await dialog.getByRole('link').first().click()
  await expect.visible(page.getByRole('link', { name: /查物流 SF100/ }))
  await press(page, /^签\s?收$/)
  await expect.text(page.getByRole('main'), '已签收')
  await shot(page, 'delivered')

  // Friday: one comes back for another.
  await page.goto(`/d/sales_order/${order.number}`)
  await expect.text(page.getByRole('main'), '已发齐')
  await page.getByRole('button', { name: /^退\s?货$/ }).click()
  await expect.visible(page.getByRole('heading', { name: '新建销售退货' }))
  await shot(page, 'return')
  await press(page, /保存并退货入库/)
  await expect.text(page.getByRole('main'), '已退货')
  await page.getByRole('button', { name: /^换\s?货$/ }).click()
  await expect.visible(page.getByRole('heading', { name: '新建销售订单' }))
  await expect.text(page.getByRole('main'), '应补差价')
  await shot(page, 'exchange')

  await page.setViewportSize(phone)
  const paths = [
    '/sales/pick',
    '/d/quotation/new',
    '/d/price_list/new',
    `/d/pick_list/${list.number}`,
  ]
  for (const path of paths) {
    await page.goto(path)
    await expect.visible(page.getByRole('main').getByRole('heading'))
    await page.waitForLoadState('networkidle', { timeout: 1000 }).catch(() => undefined)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect.equal(width <= phone.width, true, `${path} needs sideways scrolling on a phone`)
    await shot(page, `phone${path.replaceAll('/', '-')}`)
  }
}
