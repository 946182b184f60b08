// Who supplies an enterprise, and for how much: per supplier and period the largest of total, products and deals.
// ru: Кто поставляет предприятию и на какую сумму.
// params: uid, limit
// returns: uid, name, period, amount
MATCH (:Entity {uid: $uid})<-[r:SUPPLIES]-(s:Entity)
WITH s, r.period AS period,
    max(CASE WHEN r.product IS NULL AND r.document IS NULL THEN r.amount END) AS total,
    sum(CASE WHEN r.product IS NOT NULL AND r.document IS NULL THEN r.amount END) AS products,
    sum(CASE WHEN r.document IS NOT NULL THEN r.amount END) AS deals
UNWIND [total, products, deals] AS amount
RETURN s.uid AS uid, s.name AS name, period, max(amount) AS amount
ORDER BY amount DESC, uid
LIMIT $limit
