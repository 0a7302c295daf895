import { phone } from '../browser.mjs'
import { available, clerk, teaMerchant } from '../company.mjs'
import { choose, fill, pick, press, refusal, signIn } from '../screens.mjs'

export const title = 'a warehouse week: put away on the phone, count blindly, approve, make, trace'

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** Saves the paper and waits until it is shown. */
async function saved(page) {
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await page.waitForURL((url) => !url.pathname.endsWith('/edit'))
}

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '24', A2: '10' })
  await server.create('item', { code: 'M1', name: '鲜奶', unit: '瓶', tracking: 'lot' })
  await server.create('item', { code: 'G1', name: '礼盒', unit: '个', tracking: 'lot' })
  for (const code of ['A-01', 'A-02', 'A-03']) await server.create('bin', { code, warehouse: 'W1' })
  const milk = (lot, quantity, days) => ({
    item: 'M1',
    quantity,
    unit_cost: '3',
    lot,
    expiry: day(days),
  })
  const lines = [milk('SOON', '12', 9), milk('LATE', '20', 120), milk('OLD', '2', -2)]
  await server.create('opening_stock', { warehouse: 'W1', day: day(-40), lines }, 'confirm')
  await clerk(server, 'zhaoqiang', ['warehouse'])
  await clerk(server, 'qianmei', ['accountant'])
  const hand = await open({ size: phone })
  await signIn(hand, 'zhaoqiang')

  // Monday, on the phone: what came in goes where it is told.
  await hand.goto('/stock/bins?warehouse=W1')
  await expect.visible(hand.getByText('待上架'))
  await shot(hand, 'to-place')
  await press(hand, /上架 5 行/)
  await expect.visible(hand.getByText('没有待上架的货'))
  await hand.getByText('库位里有什么', { exact: true }).click()
  await shot(hand, 'in-bins')

  // Tuesday: a blind count. What is far from the books is counted again.
  await server.create('count_plan', {
    warehouse: 'W1',
    lines_max: '3',
    classes: [{ class: 'other', every_days: '30' }],
  })
  const made = await server.post('/api/count-plans/PJ-000001/tasks', {})
  await hand.goto(`/d/count_task/${made.document.number}/edit`)
  await fill(hand, '实盘 1', '24')
  await fill(hand, '实盘 2', '8')
  for (const at of [3, 4, 5]) await fill(hand, `实盘 ${at}`, ['20', '2', '12'][at - 3])
  await shot(hand, 'counted')
  await saved(hand)
  await press(hand, /提交/)
  await expect.text(refusal(hand), /复盘/)
  await shot(hand, 'count-again')
  await hand.goto(`/d/count_task/${made.document.number}/edit`)
  await fill(hand, '复盘 2', '9')
  await saved(hand)
  await press(hand, /提交/)
  await expect.text(hand.getByRole('main'), '待审批')

  // The accountant sees the books beside the shelf.
  const desk = await open()
  await signIn(desk, 'qianmei')
  await desk.goto(`/d/count_task/${made.document.number}`)
  await expect.visible(desk.getByText('账实差异'))
  await shot(desk, 'differences')
  await press(desk, /批准过账/)
  await desk
    .getByRole('dialog')
    .getByRole('button', { name: /批准过账/ })
    .click()
  await expect.text(desk.getByRole('main'), '已过账')
  expect.equal(await available(server, 'A2'), '9', 'one box was not there')

  // Wednesday: a gift box of tea and milk; then everybody who has that milk.
  const clerkDesk = await open()
  await signIn(clerkDesk, 'zhaoqiang')
  await clerkDesk.goto('/d/assembly/new')
  await pick(clerkDesk, '成品', 'G1')
  await fill(clerkDesk, '数量', '2')
  await pick(clerkDesk, '仓库', 'W1')
  await fill(clerkDesk, '成品批次', 'G-1')
  await press(clerkDesk, /添加|加一行/)
  await pick(clerkDesk, '物料 1', 'M1')
  await fill(clerkDesk, '用量 1', '4')
  await shot(clerkDesk, 'assembly')
  await press(clerkDesk, /保存并/)
  await expect.text(clerkDesk.getByRole('main'), '已生效')
  const order = {
    customer: 'C1',
    ship_from: 'W1',
    lines: [{ item: 'G1', quantity: '1', price: '30' }],
  }
  const { number } = await server.create('sales_order', order, 'confirm')
  await server.create(
    'shipment',
    { sales_order: number, lines: [{ item: 'G1', quantity: '1', lot: 'G-1' }] },
    'confirm',
  )
  await desk.goto('/stock/trace?q=SOON')
  await desk.getByRole('link', { name: /SOON/ }).click()
  await expect.visible(desk.getByText('召回清单：谁有'))
  await expect.text(desk.getByRole('main'), '老茶馆')
  await shot(desk, 'trace')

  // Thursday: what ends soon, and how old everything is.
  await desk.goto('/stock/expiring')
  await expect.text(desk.getByRole('main'), 'SOON')
  await shot(desk, 'expiring')
  await desk.goto('/stock/ages')
  await expect.text(desk.getByRole('main'), '茶 A1')
  await shot(desk, 'ages')
  await choose(desk, '没有出库', '30 天没有出库')
  await shot(desk, 'idle')
  await hand.goto('/stock/ages')
  await expect.text(hand.getByRole('main'), '茶 A1')
  await shot(hand, 'ages-on-the-phone')
  await hand.goto('/stock/trace?item=M1&lot=SOON')
  await expect.visible(hand.getByText('召回清单：谁有'))
  await shot(hand, 'trace-on-the-phone')

  // The same in English.
  const english = await open({ language: 'en-US' })
  await english.addInitScript(() => localStorage.setItem('changping.language', 'en'))
  await signIn(english, 'qianmei')
  for (const [path, step] of [
    ['/stock/ages', 'ages'],
    ['/stock/expiring', 'expiring'],
    ['/stock/trace?item=M1&lot=SOON', 'trace'],
    ['/stock/bins?warehouse=W1', 'bins'],
  ]) {
    await english.goto(path)
    await expect.visible(english.getByRole('navigation', { name: 'Stock' }))
    await english.waitForLoadState('networkidle')
    await shot(english, `english-${step}`)
  }
}
