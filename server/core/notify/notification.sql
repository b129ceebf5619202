-- お知らせ: everything here is about told_person(), the viewer.

-- name: notification_list
-- Newest first. $1 id of the last of the page before or NULL, $2 at most so many, $3 only unread.
SELECT n.id, n.kind, n.kind AS kind_what, n.object_type, n.subject, n.link, n.due, n.created_at,
       n.read_at IS NULL AS is_unread,
       (SELECT count(*) FROM (SELECT FROM notification c
                               WHERE c.recipient_id = told_person()
                                 AND ($3::boolean IS NOT TRUE OR c.read_at IS NULL)
                               LIMIT 10001) counted) AS _total
  FROM notification n
 WHERE n.recipient_id = told_person() AND ($3::boolean IS NOT TRUE OR n.read_at IS NULL)
   AND ($1::text IS NULL
        OR (n.created_at, n.id) < (SELECT b.created_at, b.id FROM notification b
                                    WHERE b.id = $1::bigint AND b.recipient_id = told_person()))
 ORDER BY n.created_at DESC, n.id DESC
 LIMIT $2::bigint

-- name: notification_open
-- $1 id. No row: it is nobody's, or somebody else's.
UPDATE notification SET read_at = coalesce(read_at, instant())
 WHERE id::text = $1 AND recipient_id = told_person()
RETURNING link

-- name: notification_shown
-- $1 id. No row: the viewer was not told of it.
SELECT n.id FROM notification n WHERE n.id::text = $1 AND n.recipient_id = told_person()

-- name: notification_read_all
-- $1 the newest one that was on the page: what came since stays unread.
UPDATE notification SET read_at = instant()
 WHERE recipient_id = told_person() AND read_at IS NULL
   AND (created_at, id) <= (SELECT b.created_at, b.id FROM notification b
                             WHERE b.id::text = $1 AND b.recipient_id = told_person())

-- name: notification_remind
-- What comes due today is told; a job runs it.
SELECT exception_remind() + authority_remind() + committee_remind() + custody_remind() + inventory_remind() AS told
