-- What the page of an exception and its printed forms ask of a step and of a clause.

CREATE FUNCTION is_done_in_place(step exception_step) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN step.acting_record_id IS NOT NULL
        OR step.actor_role = 'network_security_manager'
           AND NOT bears(step.actor_id, 'network_security_manager', tokyo_day(step.at));
COMMENT ON FUNCTION is_done_in_place IS
    'The mark 代: done by the recognised deputy of the network security manager.';

CREATE FUNCTION clause_is_superseded(wanted bigint) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT n.id IS NULL OR n.text <> c.text
              FROM clause c
              JOIN policy_version v ON v.id = c.version_id
              LEFT JOIN policy_version w ON w.document_id = v.document_id
                                        AND is_in_force(w.in_force_from, w.in_force_to, today())
              LEFT JOIN clause n ON n.version_id = w.id AND n.slug = c.slug
             WHERE c.id = wanted);
COMMENT ON FUNCTION clause_is_superseded IS
    'BR-EX-14: the clause reads differently today, or stands no more.';
