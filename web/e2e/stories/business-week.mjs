import { available, clerk, teaMerchant } from '../company.mjs'
import { eventually } from '../expect.mjs'
import { fill, pick, press, signIn } from '../screens.mjs'

export const title =
  'a week of business, each step by who is there for it: buyer, seller, warehouse, accountant and owner'

/** A cell of the lines, counted from 1. */
const cell = (page, column, line = 1) => page.getByLabel(`${column} ${line}`, { exact: true })
const main = (page) => page.getByRole('main')

export async function run({ server, open, shot, expect }) {
  const recipe = await aTeaMerchantWithRooms(server)
  const at = async (login, role) => {
    await clerk(server, login, [role])
    const page = await open()
    await signIn(page, login)
    return page
  }
  const seller = await at('xiaozhou', 'seller')
  const buyer = await at('laoli', 'buyer')
  const store = await at('zhaoqiang', 'warehouse')
  const books = await at('qianmei', 'accountant')
  /** The paper that is open says so. */
  const says = (page, words) => expect.text(main(page), words)
  const opened = (page, type) =>
    expect.visible(page.getByRole('heading', { name: new RegExp(`^新建${type}$`) }))

  // Monday. The seller asks for goods; she may not approve it herself.
  await seller.goto('/d/purchase_request/new')
  await pick(seller, '收货仓库', 'W1')
  await pick(seller, '商品 1', 'A1')
  await cell(seller, '数量').fill('40')
  await press(seller, '添加一行')
  await pick(seller, '商品 2', 'B1')
  await cell(seller, '数量', 2).fill('10')
  await press(seller, /保存并提交审批/)
  await says(seller, '待审批')
  await expect.gone(seller.getByRole('button', { name: /^批\s?准$/ }))

  // The buyer approves, asks two suppliers, enters what they answer and awards each line.
  await openTheFirst(buyer, 'purchase_request')
  await press(buyer, /^批\s?准$/)
  await press(buyer, /^询\s?价$/)
  await opened(buyer, '询价单')
  await pick(buyer, '供应商 1', 'S1')
  await press(buyer, '添加一行')
  await pick(buyer, '供应商 2', 'S2')
  await shot(buyer, '1-asked')
  await press(buyer, /保存并发出询价/)
  await says(buyer, '询价中')
  for (const [supplier, tea, silk, freight] of [
    ['S1', '9', '20', ''],
    ['S2', '8', '21', '53'],
  ]) {
    await press(buyer, '登记报价')
    await opened(buyer, '供应商报价')
    await pick(buyer, '供应商', supplier)
    await fill(buyer, '交期 (天)', '7')
    await fill(buyer, '运费等', freight)
    await cell(buyer, '单价').fill(tea)
    await cell(buyer, '单价', 2).fill(silk)
    await press(buyer, /保存并登记/)
    await says(buyer, '已报价')
    await openTheFirst(buyer, 'rfq')
  }
  await press(buyer, '比价')
  await expect.count(main(buyer).getByText('最低', { exact: true }), 2)
  await fill(buyer, '定标理由', '连运费各取最低')
  await shot(buyer, '1-compared')
  await press(buyer, '定标并起草采购订单')
  await says(buyer, /起草了 2 张采购订单/)
  await shot(buyer, '1-awarded')
  const orders = main(buyer).getByRole('link', { name: /^CG-/ })
  await expect.count(orders, 2)
  const drafts = await orders.allInnerTexts()
  for (const order of drafts) {
    await buyer.goto(`/d/purchase_order/${order}`)
    await press(buyer, /^下\s?单$/)
    await says(buyer, '已生效')
  }

  // Tuesday. The order is changed; the warehouse takes a little more within the tolerance.
  const ofTea = await numberOf(server, 'purchase_order', (it) => it.fields.supplier === 'S2')
  const ofSilk = await numberOf(server, 'purchase_order', (it) => it.fields.supplier === 'S1')
  await buyer.goto(`/d/purchase_order/${ofTea}/edit`)
  await fill(buyer, '允许超收', '5')
  await fill(buyer, '变更说明 (给供应商)', '零头也收')
  await press(buyer, /^保\s?存/)
  await buyer.waitForURL((url) => !url.pathname.endsWith('/edit'))
  await store.goto(`/d/purchase_order/${ofTea}`)
  await press(store, /^收\s?货$/)
  await opened(store, '收货单')
  await cell(store, '数量').fill('43')
  await press(store, /保存并入库/)
  await expect.text(store.getByRole('alert'), /43/)
  await shot(store, '2-too-much')
  await cell(store, '数量').fill('42')
  await press(store, /保存并入库/)
  await says(store, '已生效')
  expect.equal(await available(server, 'A1'), '52', 'tea after the receipt')

  // Silk is held until it is inspected; two are damp and go back.
  await store.goto(`/d/purchase_order/${ofSilk}`)
  await press(store, /^收\s?货$/)
  await opened(store, '收货单')
  await press(store, /保存并入库/)
  await says(store, '已生效')
  expect.equal(await available(server, 'B1'), '0', 'silk before the inspection')
  await press(store, /^质\s?检$/)
  await opened(store, '质检单')
  await cell(store, '不合格数量').fill('2')
  await cell(store, '不合格原因').fill('受潮')
  await press(store, /保存并完成检验/)
  await says(store, '已检验')
  await press(store, '退货给供应商')
  await opened(store, '采购退货单')
  await press(store, /保存并退货出库/)
  await says(store, '已退货')
  await shot(store, '2-sent-back')
  expect.equal(await available(server, 'B1'), '8', 'silk after the return')
  await store.goto('/stock/bins?warehouse=W1')
  await press(store, /上架 \d 行/)
  await expect.visible(store.getByText('没有待上架的货'))

  // Wednesday. A quotation by the price list becomes an order; another order comes.
  await seller.goto('/d/quotation/new')
  await pick(seller, '客户', 'C1')
  await pick(seller, '发货仓库', 'W1')
  await pick(seller, '商品 1', 'A1')
  await cell(seller, '数量').fill('12')
  await holds(cell(seller, '单价'), '22')
  await press(seller, /保存并报出/)
  await says(seller, '已报价')
  await press(seller, /^下\s?单$/)
  await opened(seller, '销售订单')
  await holds(cell(seller, '单价'), '22')
  await press(seller, /保存并生效/)
  await says(seller, '已生效')
  const [first] = await numbersOf(server, 'sales_order')
  await seller.goto('/d/sales_order/new')
  await pick(seller, '客户', 'C2')
  await pick(seller, '发货仓库', 'W1')
  await pick(seller, '商品 1', 'B1')
  await cell(seller, '数量').fill('3')
  await cell(seller, '单价').fill('60')
  await press(seller, /保存并生效/)
  await says(seller, '已生效')
  await shot(seller, '3-ordered')
  expect.equal(await available(server, 'A1'), '40', 'tea after the order')

  // Thursday. Both are picked in one walk, packed, and sent with a number each.
  await store.goto('/sales/pick')
  await store.getByRole('checkbox', { name: '全选' }).check()
  await press(store, '生成拣货单')
  await says(store, '拣货中')
  await press(store, '拣货完成')
  await says(store, '待打包发货')
  await press(store, '编辑')
  await pick(store, '承运商', 'SF')
  const rows = await linesOf(server, 'pick_list')
  for (const [index, row] of rows.entries()) {
    await cell(store, '箱号', index + 1)
      .first()
      .fill(row.sales_order === first ? '1' : '2')
  }
  const packages = store.getByRole('grid', { name: '包裹' })
  const packed = (column, line) => packages.getByLabel(`${column} ${line}`, { exact: true })
  await packed('箱号', 1).fill('1')
  await packed('运单号', 1).fill('SF1001')
  await packed('运单号', 1).press('Enter')
  await packed('箱号', 2).fill('2')
  await packed('运单号', 2).fill('SF1002')
  await shot(store, '4-packed')
  await press(store, /^保\s?存/)
  await store.waitForURL((url) => !url.pathname.endsWith('/edit'))
  await press(store, '按订单发货')
  await expect.count(store.getByRole('dialog').getByRole('link'), 2)
  await openTheFirst(seller, 'shipment')
  await expect.visible(seller.getByRole('link', { name: /查物流 SF100/ }))
  await press(seller, /^签\s?收$/)
  await says(seller, '已签收')

  // Friday. Two teas come back, held until the warehouse has looked at them; others go in their place.
  await seller.goto(`/d/sales_order/${first}`)
  await press(seller, /^退\s?货$/)
  await opened(seller, '销售退货')
  await cell(seller, '数量').fill('2')
  await press(seller, /^保\s?存(?!并)/)
  await seller.waitForURL(/\/d\/sales_return\/(?!new)/)
  await press(seller, '收货待检')
  await says(seller, '待质检')
  await openTheFirst(store, 'sales_return')
  await shot(store, '5-looked-at')
  await press(store, '退货入库')
  await says(store, '已退货')
  expect.equal(await available(server, 'A1'), '42', 'tea after the return')
  await seller.reload()
  await press(seller, /^换\s?货$/)
  await opened(seller, '销售订单')
  await says(seller, /应补差价/)
  await shot(seller, '5-exchanged')
  await press(seller, /保存并生效/)
  await says(seller, '已生效')

  // Saturday. What the warehouse counted the accountant approves; a transfer; gift boxes.
  await books.goto('/d/count_task/new')
  await pick(books, '仓库', 'W1')
  await pick(books, '商品 1', 'B1')
  await press(books, /^保\s?存(?!并)/)
  await books.waitForURL(/\/d\/count_task\/(?!new)/)
  const task = new URL(books.url()).pathname
  await store.goto(`${task}/edit`)
  await cell(store, '实盘').fill('5')
  await press(store, /保存并提交/)
  await says(store, '待审批')
  await expect.gone(store.getByRole('button', { name: '批准过账' }))
  await books.reload()
  await press(books, '批准过账')
  await confirmed(books, '批准过账')
  await says(books, '已过账')
  await shot(books, '6-approved')

  await seller.goto('/d/transfer_request/new')
  await pick(seller, '调出仓库', 'W1')
  await pick(seller, '调入仓库', 'W2')
  await pick(seller, '商品 1', 'A1')
  await cell(seller, '数量').fill('5')
  await press(seller, /保存并提交/)
  await says(seller, '待批准')
  await openTheFirst(store, 'transfer_request')
  await press(store, /^批\s?准$/)
  await press(store, /^调\s?拨$/)
  await opened(store, '调拨单')
  await press(store, /保存并调出/)
  await says(store, '在途')
  await press(store, /^调\s?入$/)
  await says(store, '已到达')
  await store.goto('/d/assembly/new')
  await pick(store, '成品', 'G1')
  await fill(store, '数量', '2')
  await pick(store, '仓库', 'W1')
  await pick(store, '物料清单', recipe)
  await press(store, /保存并组装/)
  await says(store, '已生效')
  await shot(store, '6-made')
  expect.equal(await available(server, 'G1'), '2', 'gift boxes')

  // Sunday. The owner looks at what it came to.
  const owner = await open()
  await signIn(owner)
  await owner.goto('/reports/profit')
  const figures = (item) => main(owner).getByRole('row').filter({ hasText: item })
  await expect.text(figures('茶 A1'), '10 ¥220.00 ¥80.00 ¥140.00')
  await expect.text(figures('丝绸'), '3 ¥180.00 ¥60.00 ¥120.00')
  await shot(owner, '7-profit')
  await owner.goto(`/d/sales_order/${first}`)
  const picture = owner.getByRole('region', { name: '来龙去脉' })
  for (const paper of ['BJ-', 'JH-', 'FH-', 'TH-']) {
    await expect.visible(picture.getByRole('link').filter({ hasText: paper }))
  }
  await picture.scrollIntoViewIfNeeded()
  await shot(owner, '7-one-picture')
}

/** What is not the point of the week; gives back the number of the bill of materials. */
async function aTeaMerchantWithRooms(server) {
  await teaMerchant(server, { A1: '10' })
  await server.create('warehouse', { code: 'W2', name: '东仓' })
  for (const code of ['A-01', 'A-02']) await server.create('bin', { code, warehouse: 'W1' })
  await server.create('supplier', { code: 'S2', name: '山里人' })
  await server.create('item', { code: 'B1', name: '丝绸', unit: '匹', inspect: true })
  await server.create('item', { code: 'G1', name: '礼盒', unit: '盒' })
  const made = [{ item: 'A1', quantity: '2' }]
  const recipe = await server.create('bill_of_materials', { product: 'G1', lines: made })
  await server.patch('/api/documents/customer/C1', { fields: { level: 'vip' } })
  await server.create('customer', { code: 'C2', name: '王记' })
  const tracking_page = 'https://example.com/track?no={number}'
  await server.create('carrier', { code: 'SF', name: '顺丰', tracking_page })
  const lines = [{ item: 'A1', price: '22' }]
  await server.create('price_list', { name: 'VIP 价', level: 'vip', lines }, 'apply')
  return recipe.number
}

/** The newest paper of a type, by its list. */
async function openTheFirst(page, type) {
  await page.goto(`/d/${type}`)
  await page
    .getByRole('main')
    .getByRole('table')
    .getByRole('row')
    .nth(1)
    .getByRole('link')
    .first()
    .click()
  await page.waitForURL((url) => url.pathname !== `/d/${type}`)
}

/** A step that is asked about once more. */
const confirmed = (page, name) => page.getByRole('dialog').getByRole('button', { name }).click()

const numbersOf = async (server, type) =>
  (await server.get(`/api/documents/${type}`)).rows.map((it) => it.number)

async function numberOf(server, type, fits) {
  const all = await numbersOf(server, type)
  const papers = await Promise.all(all.map((it) => server.get(`/api/documents/${type}/${it}`)))
  return papers.find(fits).number
}

async function linesOf(server, type) {
  const [number] = await numbersOf(server, type)
  return (await server.get(`/api/documents/${type}/${number}`)).fields.lines
}

const holds = (box, wanted) =>
  eventually(`${box} holds ${wanted}`, 15_000, async () => {
    const said = (await box.inputValue()).replace(/[¥,]|\.0+$/g, '')
    if (said === wanted) return true
    throw new Error(`it holds ${said}`)
  })
