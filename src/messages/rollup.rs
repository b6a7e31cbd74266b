//! Words of the roll-up: orders to customers.

crate::messages! {
    title => "What one row is", "每一行代表什么";
    hint => "Segments are made of customers. A file of orders or order lines is first rolled up to one row per customer.", "分群以客户为单位。如果文件是订单或订单明细，会先汇总成每位客户一行。";
    row_is => "One row is", "每一行是";
    customer => "a customer", "一位客户";
    order => "an order or order line", "一笔订单或订单明细";
    column_customer => "Customer", "客户";
    column_date => "Order date", "下单日期";
    column_order => "Order number", "订单号";
    every_row => "every row is an order", "每一行算一笔订单";
    amount_from => "Amount", "金额";
    amount_column => "one column", "取自一列";
    amount_product => "quantity × price", "数量 × 单价";
    column_amount => "Amount column", "金额列";
    column_quantity => "Quantity", "数量";
    column_price => "Unit price", "单价";
    returns => "Returns and cancellations", "退货与取消";
    returns_net => "take off the money", "从金额中扣除";
    returns_drop => "leave out", "不计入";
    returns_keep => "count as orders", "照常算作订单";
    returns_negative => "A negative amount is a return", "金额为负视为退货";
    returns_prefix => "Order numbers that begin with", "订单号以此开头";
    returns_status => "Status column", "状态列";
    returns_status_values => "Statuses that mean a return", "表示退货的状态";
    status_hint => "Separate several with commas.", "多个状态请用逗号分隔。";
    window => "Recent orders: last days", "近期订单：最近天数";
    window_hint => "Orders and money in this window and in the one before it show who declines.", "比较本期与上一期的订单数和金额，可以看出谁在流失。";
    attributes => "Columns to keep for each customer", "为每位客户保留的列";
    add_attribute => "Add a column", "添加列";
    take => "Which value", "取哪个值";
    take_first => "of the first order", "首单的值";
    take_last => "of the last order", "最近一单的值";
    take_most => "the most frequent", "出现最多的值";
    remove(column) => "Remove {column}", "移除 {column}";
    none => "none", "无";
    proposed => "The columns were picked by their names and contents. Change what is not right.", "各列是根据名称和内容自动选择的，如有不对请更改。";
    result(rows, orders, customers) => "{rows} rows are {orders} orders of {customers} customers.", "{rows} 行汇总为 {customers} 位客户的 {orders} 笔订单。";
    passed_customer(n) => "{n} rows name no customer and are left out.", "{n} 行没有客户，未计入。";
    passed_date(n) => "{n} rows have no date and are left out.", "{n} 行没有日期，未计入。";
    no_amount(n) => "{n} rows have no amount and count as orders of nothing.", "{n} 行没有金额，按金额为零的订单计入。";
    returned(n) => "{n} rows are returns.", "{n} 行是退货。";
}
