// Whom an enterprise supplies, and for how much: per buyer and period the largest of total, products and deals.
// ru: Кому поставляет предприятие и на какую сумму.
// params: uid, limit
// returns: uid, name, period, amount
MATCH (:Entity {uid: $uid})-[r:SUPPLIES]->(b:Entity)
WITH b, r.period AS period,
    max(CASE WHEN r.product IS NULL AND r.document IS NULL THEN r.amount END) AS total,
    sum(CASE WHEN r.product IS NOT NULL AND r.document IS NULL THEN r.amount END) AS products,
    sum(CASE WHEN r.document IS NOT NULL THEN r.amount END) AS deals
UNWIND [total, products, deals] AS amount
RETURN b.uid AS uid, b.name AS name, period, max(amount) AS amount
ORDER BY amount DESC, uid
LIMIT $limit
