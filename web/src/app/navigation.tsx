import {
  AppstoreAddOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BarChartOutlined,
  BranchesOutlined,
  CarOutlined,
  CloudUploadOutlined,
  DeleteOutlined,
  DatabaseOutlined,
  DollarOutlined,
  DragOutlined,
  ExportOutlined,
  FileDoneOutlined,
  FileSearchOutlined,
  FileTextOutlined,
  FormOutlined,
  HomeOutlined,
  ImportOutlined,
  InboxOutlined,
  LineChartOutlined,
  MergeCellsOutlined,
  OrderedListOutlined,
  PartitionOutlined,
  PauseCircleOutlined,
  RadarChartOutlined,
  RetweetOutlined,
  ScheduleOutlined,
  SettingOutlined,
  ShopOutlined,
  ShoppingCartOutlined,
  SplitCellsOutlined,
  SwapOutlined,
  TagsOutlined,
  TeamOutlined,
  ToolOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { AREAS, useDocumentTypes } from '@/documents/use-document-types'
import type { Area, Label } from '@/lib/api-types'
import { useMe } from '@/lib/session'
import { messages, plural, useLabel, useText } from '@/lib/text'

const m = messages({
  radar: { zh: '缺货雷达', en: 'Shortage radar' },
  stock: { zh: '库存', en: 'Stock' },
  planning: { zh: '计划', en: 'Planning' },
  picking: { zh: '拣货台', en: 'Picking desk' },
  reports: { zh: '报表', en: 'Reports' },
  imports: { zh: '导入', en: 'Import' },
  trash: { zh: '回收站', en: 'Recycle bin' },
  settings: { zh: '设置', en: 'Settings' },
})

const AREA_LABELS: Record<Area, Label> = {
  sales: { zh: '销售', en: 'Sales' },
  purchasing: { zh: '采购', en: 'Purchasing' },
  inventory: { zh: '仓库', en: 'Warehouse' },
  // The plan itself stands above; here is what it is made from.
  planning: { zh: '计划依据', en: 'Planning inputs' },
  catalog: { zh: '商品', en: 'Catalog' },
  partners: { zh: '往来', en: 'Partners' },
  custom: { zh: '自定义', en: 'Your own' },
}

/** Also the order within an area: what is opened daily first. */
const ICONS: Record<string, ReactNode> = {
  quotation: <FileDoneOutlined />,
  sales_order: <ShoppingCartOutlined />,
  pick_list: <FileSearchOutlined />,
  shipment: <CarOutlined />,
  price_list: <DollarOutlined />,
  channel: <BranchesOutlined />,
  purchase_order: <FileTextOutlined />,
  receipt: <InboxOutlined />,
  supply: <TagsOutlined />,
  transfer_request: <FormOutlined />,
  transfer: <SwapOutlined />,
  stock_count: <OrderedListOutlined />,
  count_task: <FileDoneOutlined />,
  count_plan: <ScheduleOutlined />,
  adjustment: <ToolOutlined />,
  bin: <AppstoreAddOutlined />,
  bin_move: <DragOutlined />,
  assembly: <MergeCellsOutlined />,
  disassembly: <SplitCellsOutlined />,
  conversion: <RetweetOutlined />,
  loan: <ExportOutlined />,
  loan_return: <ImportOutlined />,
  stock_hold: <PauseCircleOutlined />,
  channel_stock: <PartitionOutlined />,
  opening_stock: <AuditOutlined />,
  item: <AppstoreOutlined />,
  warehouse: <HomeOutlined />,
  supplier: <ShopOutlined />,
  customer: <TeamOutlined />,
}

function rank(name: string): number {
  const place = Object.keys(ICONS).indexOf(name)
  return place < 0 ? Object.keys(ICONS).length : place
}

export type NavigationItem = { to: string; title: string; icon: ReactNode }
export type NavigationGroup = { key: string; title?: string; items: NavigationItem[] }

/** What stands in the sidebar, from what this person may read and do. */
export function useNavigation(): NavigationGroup[] {
  const t = useText(m)
  const say = useLabel()
  const types = useDocumentTypes()
  const { may } = useMe()
  const top: NavigationGroup = {
    key: 'top',
    items: [
      { to: '/', title: t.radar, icon: <RadarChartOutlined /> },
      { to: '/stock', title: t.stock, icon: <DatabaseOutlined /> },
      { to: '/planning', title: t.planning, icon: <LineChartOutlined /> },
      { to: '/reports', title: t.reports, icon: <BarChartOutlined /> },
    ],
  }
  const areas = AREAS.map((area) => ({
    key: area,
    title: say(AREA_LABELS[area]),
    items: types
      .filter((type) => type.area === area)
      .toSorted((a, b) => rank(a.name) - rank(b.name))
      .map((type) => ({
        to: `/d/${type.name}`,
        title: say(plural(type.label)),
        icon: ICONS[type.name] ?? <FileTextOutlined />,
      })),
  }))
  if (types.some((type) => type.name === 'pick_list' && type.permitted.create)) {
    const desk = { to: '/sales/pick', title: t.picking, icon: <FileSearchOutlined /> }
    areas.find((area) => area.key === 'sales')?.items.push(desk)
  }
  const bottom: NavigationGroup = { key: 'bottom', items: [] }
  if (may.import)
    bottom.items.push({ to: '/imports', title: t.imports, icon: <CloudUploadOutlined /> })
  if (types.some((type) => type.permitted.delete)) {
    bottom.items.push({ to: '/trash', title: t.trash, icon: <DeleteOutlined /> })
  }
  if (may.administer) {
    bottom.items.push({ to: '/settings/users', title: t.settings, icon: <SettingOutlined /> })
  }
  return [top, ...areas, bottom].filter((group) => group.items.length > 0)
}
