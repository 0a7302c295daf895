import {
  ApartmentOutlined,
  AppstoreOutlined,
  BarChartOutlined,
  BlockOutlined,
  CloudUploadOutlined,
  DatabaseOutlined,
  DeleteOutlined,
  FileTextOutlined,
  LineChartOutlined,
  OrderedListOutlined,
  RadarChartOutlined,
  ScheduleOutlined,
  SettingOutlined,
  ShoppingCartOutlined,
  ShoppingOutlined,
  SwapOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useDocumentTypes } from '@/documents/use-document-types'
import type { DocumentType, Label } from '@/lib/api-types'
import { useMe } from '@/lib/session'
import { messages, plural, useLabel, useText } from '@/lib/text'

const m = messages({
  radar: { zh: '缺货雷达', en: 'Shortage radar' },
  stock: { zh: '库存', en: 'Stock' },
  planning: { zh: '计划', en: 'Planning' },
  picking: { zh: '拣货台', en: 'Picking desk' },
  duties: { zh: '岗位职责', en: 'Duties' },
  reports: { zh: '报表', en: 'Reports' },
  imports: { zh: '导入', en: 'Import' },
  trash: { zh: '回收站', en: 'Recycle bin' },
  settings: { zh: '设置', en: 'Settings' },
})

type Work = {
  key: string
  label: Label
  icon: ReactNode
  /** In the order of the work. A type that no group names stands with its area. */
  types: string[]
}

const WORK: Work[] = [
  {
    key: 'sales',
    label: { zh: '销售', en: 'Sales' },
    icon: <ShoppingCartOutlined />,
    types: ['quotation', 'sales_order', 'pick_list', 'shipment', 'sales_return', 'lost_sale'],
  },
  {
    key: 'purchasing',
    label: { zh: '采购', en: 'Purchasing' },
    icon: <ShoppingOutlined />,
    types: [
      'purchase_request',
      'rfq',
      'supplier_quotation',
      'purchase_order',
      'receipt',
      'inspection',
      'purchase_return',
      'landed_cost',
      'purchase_contract',
      'supplier_review',
    ],
  },
  {
    key: 'inventory',
    label: { zh: '仓库', en: 'Warehouse' },
    icon: <SwapOutlined />,
    types: [
      'transfer_request',
      'transfer',
      'bin_move',
      'stock_hold',
      'loan',
      'loan_return',
      'warehouse',
      'bin',
      'channel_stock',
    ],
  },
  {
    key: 'counting',
    label: { zh: '盘点', en: 'Counting' },
    icon: <OrderedListOutlined />,
    types: ['stock_count', 'count_task', 'count_plan', 'adjustment', 'opening_stock'],
  },
  {
    key: 'making',
    label: { zh: '组装拆卸', en: 'Assembly' },
    icon: <BlockOutlined />,
    types: ['assembly', 'disassembly', 'conversion', 'bill_of_materials'],
  },
  {
    key: 'catalog',
    label: { zh: '商品与价格', en: 'Items and prices' },
    icon: <AppstoreOutlined />,
    types: ['item', 'item_family', 'price_list', 'supply'],
  },
  {
    key: 'partners',
    label: { zh: '往来', en: 'Partners' },
    icon: <TeamOutlined />,
    types: ['customer', 'supplier', 'channel', 'carrier'],
  },
  {
    key: 'planning',
    // The plan itself stands above; here is what it is made from.
    label: { zh: '计划依据', en: 'Planning inputs' },
    icon: <ScheduleOutlined />,
    types: ['stock_policy', 'level_override', 'calendar_event'],
  },
  {
    key: 'company',
    label: { zh: '公司', en: 'Company' },
    icon: <ApartmentOutlined />,
    types: ['procedure', 'department'],
  },
  {
    key: 'custom',
    label: { zh: '自定义', en: 'Your own' },
    icon: <FileTextOutlined />,
    types: [],
  },
]

/** Of these, the one somebody does most of stands open until they say otherwise. */
const DAILY = ['sales', 'purchasing', 'inventory']

export type NavigationItem = { to: string; title: string; icon?: ReactNode }
export type NavigationGroup = {
  key: string
  title: string
  icon: ReactNode
  /** What this person works with. */
  items: NavigationItem[]
  /** What they may only look at. */
  others: NavigationItem[]
  /** Open at first. */
  home: boolean
}
export type Navigation = {
  top: NavigationItem[]
  groups: NavigationGroup[]
  bottom: NavigationItem[]
}

/** What stands in the sidebar, from what this person may read and do. */
export function useNavigation(): Navigation {
  const t = useText(m)
  const say = useLabel()
  const types = useDocumentTypes()
  const { may } = useMe()
  const home = homeOf(types)
  const item = (type: DocumentType) => ({
    to: `/d/${type.name}`,
    title: say(plural(type.label)),
  })
  const groups = WORK.map(({ key, label, icon, types: names }): NavigationGroup => {
    const here = types
      .filter((type) => groupOf(type) === key)
      .toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
    const items = here.filter(actsOn).map(item)
    const others = here.filter((type) => !actsOn(type)).map(item)
    const picks = here.some((type) => type.name === 'pick_list' && type.permitted.create)
    if (picks) items.unshift({ to: '/sales/pick', title: t.picking })
    if (here.some((type) => type.name === 'procedure')) {
      items.push({ to: '/duties', title: t.duties })
    }
    const shown = items.length > 0 ? { items, others } : { items: others, others: [] }
    return { key, title: say(label), icon, ...shown, home: key === home }
  })
  const top = [
    { to: '/', title: t.radar, icon: <RadarChartOutlined /> },
    { to: '/stock', title: t.stock, icon: <DatabaseOutlined /> },
    ...(may.plan ? [{ to: '/planning', title: t.planning, icon: <LineChartOutlined /> }] : []),
    { to: '/reports', title: t.reports, icon: <BarChartOutlined /> },
  ]
  const bottom = [
    ...(may.import ? [{ to: '/imports', title: t.imports, icon: <CloudUploadOutlined /> }] : []),
    ...(types.some((type) => type.permitted.delete)
      ? [{ to: '/trash', title: t.trash, icon: <DeleteOutlined /> }]
      : []),
    ...(may.administer
      ? [{ to: '/settings/company', title: t.settings, icon: <SettingOutlined /> }]
      : []),
  ]
  return { top, groups: groups.filter((group) => group.items.length > 0), bottom }
}

function groupOf(type: DocumentType): string {
  return WORK.find((work) => work.types.includes(type.name))?.key ?? type.area
}

/** Whoever can begin one or move one on works with it; others look it up. */
function actsOn(type: DocumentType): boolean {
  return type.permitted.create || type.transitions.some((step) => step.permitted)
}

/** Where this person does most of what there is to do; the earlier one when they do as much. */
function homeOf(types: DocumentType[]): string {
  const share = (key: string) => {
    const names = WORK.find((work) => work.key === key)?.types ?? []
    return types.filter((type) => names.includes(type.name) && actsOn(type)).length / names.length
  }
  return DAILY.reduce((best, key) => (share(key) > share(best) ? key : best))
}
