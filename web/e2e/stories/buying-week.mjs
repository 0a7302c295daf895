import { phone } from '../browser.mjs'
import { teaMerchant } from '../company.mjs'
import { choose, fill, pick, press, signIn } from '../screens.mjs'

export const title =
  "a buyer's week: cases, quotations compared, a changed order, an inspection, a return"

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10', A2: '3' })
  const units = [{ unit: '箱', factor: '12', buying: true }]
  await server.create('item', { code: 'B1', name: '普洱饼', unit: '饼', units, inspect: true })
  await server.create('supplier', { code: 'S2', name: '山里人' })
  const page = await open()
  await signIn(page)

  // Bought by the case, kept by the piece.
  await page.goto('/d/purchase_order/new')
  await pick(page, '供应商', 'S1')
  await pick(page, '收货仓库', 'W1')
  await pick(page, '商品 1', 'B1')
  await expect.visible(page.locator('input[value="箱 = 12 饼"]'))
  await page.getByRole('textbox', { name: '数量 1' }).fill('5')
  await page.getByRole('textbox', { name: '单价 1' }).fill('600')
  await shot(page, 'order-in-cases')
  await press(page, /保存并下单/)
  await expect.visible(page.getByText('3,000.00').first())
  await shot(page, 'order')

  // Changed after it was placed, with a note to the supplier.
  await press(page, '编辑')
  await page.getByRole('textbox', { name: '数量 1' }).fill('4')
  await fill(page, '变更说明 (给供应商)', '少要一箱')
  await press(page, /^保存/)
  await expect.visible(page.getByText('少要一箱').first())
  await shot(page, 'revision')

  // Received and held, inspected, and the damp ones sent back.
  await press(page, '收货')
  await press(page, /保存并入库/)
  await press(page, '质检')
  await page.getByRole('textbox', { name: '不合格数量 1' }).fill('3')
  await page.getByRole('textbox', { name: '不合格原因 1' }).fill('受潮')
  await press(page, /保存并完成检验/)
  await shot(page, 'inspection')
  await press(page, '退货给供应商')
  await choose(page, '要求补货', '是').catch(() => page.getByRole('switch').first().click())
  await press(page, /保存并退货出库/)
  await shot(page, 'return')

  // Two suppliers answer; the best of each line is chosen.
  const lines = [
    { item: 'A1', quantity: '20' },
    { item: 'A2', quantity: '5' },
  ]
  const suppliers = [{ supplier: 'S1' }, { supplier: 'S2' }]
  const rfq = await server.create('rfq', { deliver_to: 'W1', suppliers, lines }, 'send')
  for (const [supplier, a, b, freight] of [
    ['S1', '9', '8', '0'],
    ['S2', '8', '9', '41'],
  ]) {
    const answered = [
      { item: 'A1', quantity: '20', price: a, rfq_line: '1' },
      { item: 'A2', quantity: '5', price: b, rfq_line: '2', moq: '10' },
    ]
    const quotation = { rfq: rfq.number, supplier, freight, lead_time_days: '9', lines: answered }
    await server.create('supplier_quotation', quotation, 'confirm')
  }
  await page.goto(`/rfqs/${rfq.number}`)
  await expect.visible(page.getByText('整单最低'))
  await shot(page, 'comparison')
  await page.getByRole('textbox', { name: '定标理由' }).fill('便宜, 交期一样')
  await press(page, '定标并起草采购订单')
  await expect.visible(page.getByText(/起草了 1 张采购订单/))
  await shot(page, 'awarded')

  await page.setViewportSize(phone)
  for (const path of [`/rfqs/${rfq.number}`, '/d/purchase_order/new', '/d/landed_cost/new']) {
    await page.goto(path)
    await expect.visible(page.getByRole('main').getByRole('heading').first())
    await page.waitForLoadState('networkidle', { timeout: 1000 }).catch(() => undefined)
    await shot(page, `phone-${path.split('/')[1]}-${path.split('/')[2]}`)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect.equal(width <= phone.width, true, `${path} needs sideways scrolling on a phone`)
  }
}
