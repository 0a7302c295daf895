# 销售的一周: 报价, 按价格表下单, 改单, 波次拣货, 分两次发货, 换货。每一步之后看账。
# A seller's week: a quotation, an order by the price list, a change, a wave, two shipments, an exchange.

confirm opening_stock warehouse=main: tea 20 @8, cup 10 @3
draft price_list as L name=VIP level=vip: tea 1 @22, tea 10 @20
apply L

# 周一: 报价不占库存 / Monday: a quotation promises nothing.
draft quotation as Q customer=li ship_from=main valid_until=2098-12-31: tea 12, cup 2
price Q 1 = 20 by list
price Q 2 = 8 by item
field Q amount = 256
send Q
state Q = sent
stock tea@main = 20 on hand, 0 reserved, 20 available

# 周二: 客户先要一部分, 按报价 / Tuesday: part of it is ordered, at what was quoted.
push Q to sales_order as A ship_from=main: tea 6
price A 1 = 20 by quotation
field A amount = 120
state Q = won
line Q 1 = 12 wanted, 6 done, 6 left
stock tea@main = 20 on hand, 6 reserved, 14 available

# 改单: 整单优惠 12 元 / The order is changed: 12 off.
change A discount=12
field A amount = 108
confirm sales_order as B customer=wang ship_from=main: tea 3, cup 4
price B 1 = 25 by item
stock tea@main = 20 on hand, 9 reserved, 11 available

# 周三: 两张订单一起拣, 茶少一饼 / Wednesday: both are picked in one walk; one tea is not there.
wave main orders=A+B as W
wave main orders=A -> nothing_to_pick
picked W 2 = 5 not_found
finish W
stock tea@main = 20 on hand, 8 reserved, 11 available
line A 1 = 6 wanted, 5 reserved, 1 short, 0 done, 6 left

# 周四: 每张订单一张发货单 / Thursday: a shipment for each order.
ship W
state W = shipped
state B = done
line A 1 = 6 wanted, 0 reserved, 1 short, 5 done, 1 left
stock tea@main = 12 on hand, 0 reserved, 11 available
stock cup@main = 6 on hand, 0 reserved, 6 available

# 找到了, 占给等着的订单, 补发 / It is found, promised to who waits, and shipped.
settle W
line A 1 = 6 wanted, 1 reserved, 0 short, 5 done, 1 left
push A to shipment as S2
state A = done
deliver S2
state S2 = delivered
stock tea@main = 11 on hand, 0 reserved, 11 available

# 周五: 退两饼茶换一把壶, 补差价 / Friday: two teas come back for a pot; the difference is paid.
confirm opening_stock warehouse=main: pot 1 @60
push A to sales_return as R: tea 2
field R amount = 36
stock tea@main = 13 on hand, 0 reserved, 13 available
confirm sales_order as X customer=li ship_from=main exchange_for=R credit=36: pot 1
price X 1 = 120 by item
field X difference = 84
push X to shipment
state X = done
confirm sales_order customer=li ship_from=main exchange_for=R credit=37: pot 1 -> more_than_returned
# 同一张退货单只抵扣一次; 抵扣过的换货单取消了, 才能再用 / A return is credited once; again when that order is cancelled.
confirm sales_order customer=li ship_from=main exchange_for=R credit=1: cup 1 -> more_than_returned
push B to sales_return as R2: cup 2
field R2 amount = 16
confirm sales_order as Y customer=wang ship_from=main exchange_for=R2 credit=16: tea 1
confirm sales_order customer=wang ship_from=main exchange_for=R2 credit=16: tea 1 -> more_than_returned
cancel Y
confirm sales_order customer=wang ship_from=main exchange_for=R2 credit=16: tea 1
stock tea@main = 13 on hand, 1 reserved, 12 available
cost tea = 8
