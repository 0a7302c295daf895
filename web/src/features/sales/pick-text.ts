import { messages } from '@/lib/text'

export const pickText = messages({
  title: { zh: '拣货台', en: 'Picking desk' },
  hint: {
    zh: '已占用、还没有拣的订单。选几张一起拣，一次走完仓库。',
    en: 'Orders with promised goods that nobody picks yet. Pick several in one walk.',
  },
  warehouse: { zh: '仓库', en: 'Warehouse' },
  order: { zh: '订单', en: 'Order' },
  customer: { zh: '客户', en: 'Customer' },
  due: { zh: '要求发货日', en: 'Due' },
  channel: { zh: '渠道', en: 'Channel' },
  goods: { zh: '商品', en: 'Goods' },
  quantity: { zh: '待拣', en: 'To pick' },
  short: { zh: '还缺', en: 'Short' },
  more: { zh: '等 {n} 种', en: 'and {n} more' },
  none: { zh: '没有待拣的订单', en: 'Nothing to pick' },
  noneHint: {
    zh: '生效并有占用的销售订单会出现在这里。',
    en: 'Confirmed orders with promised goods appear here.',
  },
  chosen: { zh: '已选 {n} 张订单', en: '{n} orders chosen' },
  make: { zh: '生成拣货单', en: 'Make a pick list' },
  made: { zh: '已生成拣货单 {number}', en: 'Pick list {number} made' },
  pick: { zh: '拣货', en: 'Pick' },
  ship: { zh: '按订单发货', en: 'Ship by order' },
  shipped: { zh: '已发货 {n} 张', en: '{n} shipments made' },
  shippedTitle: { zh: '发货单', en: 'Shipments' },
  overdue: { zh: '已过期', en: 'Overdue' },
  track: { zh: '查物流 {number}', en: 'Track {number}' },
  lists: { zh: '全部拣货单', en: 'All pick lists' },
})
