# 批次: 先到期的先走, 过期的不卖。
# Lots: first expired, first out.

create item code=milk name=牛奶 tracking=lot
confirm opening_stock warehouse=main: milk 5 @2 lot L2 until 2032-02-01, milk 5 @2 lot L1 until 2031-01-01
stock milk@main = 10 on hand, 10 available
confirm opening_stock warehouse=main: milk 1 @2 -> lot_required

confirm sales_order as A customer=li ship_from=main: milk 7
push A to shipment
stock milk@main = 3 on hand, 0 reserved, 3 available
lots milk@main = L2 3

confirm adjustment warehouse=main reason=damaged: milk -1 lot L9 -> unknown_lot
confirm adjustment warehouse=main reason=damaged: milk -1 lot L2
lots milk@main = L2 2
