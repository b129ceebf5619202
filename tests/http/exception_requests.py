"""Requests in every state, made by SQL in one go: they go their way by steps alone, as the portal moves them.

All are of 市民窓口課 (0502): 潮見台 遥 writes, 帆足崎 正人 files, 松風谷 奏 checks, 江ノ口 健 gives the opinion, 海野原 誠司
decides. 実施中 runs from 10 April 2026 to 20 December, 期間満了 ended on 10 November, 許可 begins on 1 December.
"""
import collections

LEADER, HEAD, CLERK, MANAGER, CISO = "218842", "206611", "217730", "204518", "100002"
REASON = "試験のため、理由を十文字以上で書く。"

FUNCTIONS = """
CREATE SCHEMA IF NOT EXISTS test;
CREATE FUNCTION test.step(request bigint, staff_no text, event text, to_state text, text text DEFAULT '', result text DEFAULT NULL)
    RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
    PERFORM set_config('mamori.person', (SELECT p.id::text FROM person p WHERE p.staff_no = step.staff_no), true);
    INSERT INTO exception_step (request_id, event, from_state, to_state, actor_role, text, result)
    SELECT r.id, step.event, r.state, coalesce(step.to_state, r.state), 'staff', step.text, step.result
      FROM exception_request r WHERE r.id = step.request RETURNING id INTO made;
    RETURN made;
END $$;

CREATE FUNCTION test.draft(kind text, period_from date, period_to date) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
    PERFORM set_config('mamori.person', (SELECT p.id::text FROM person p WHERE p.staff_no = '218842'), true);
    INSERT INTO exception_request (kind, applicant_role, applicant_unit_id, drafter_id)
    SELECT draft.kind, 'system_security_manager', u.id, viewer() FROM org_unit u WHERE u.code = '0502' RETURNING id INTO made;
    INSERT INTO exception_revision (request_id, title, clauses, requirement_text, measure_type, ground_difficulty,
        ground_continuity, ground_reason, measure_text, compensating, threats, risk_text, residual_risk, assets, info_class,
        users, period_from, period_to, resolution_plan, started_at, urgency_reason, why_unavoidable, current_condition,
        still_needed, delay_reason)
    SELECT made, '共用端末の自動ログオフの延長', ARRAY[c.id], '離席時のログオフ', 'alternative_method', repeat('困難である。', 5),
           repeat('継続を要する。', 5), repeat('合理的である。', 5), '10分に延長する。', '手動でロックする。', '{insider}', '漏えい',
           'middle', '窓口端末24台', '3B', '窓口の職員', draft.period_from, draft.period_to, '端末を更新する。',
           '2026-03-30 18:40+09', '台風のため。', '連絡がつかなかったため。', '継続している。', true, '通信の復旧を待ったため。'
      FROM clause c JOIN policy_version v ON v.id = c.version_id JOIN policy_document d ON d.id = v.document_id
     WHERE d.code = 'standard_basic' AND v.in_force_to IS NULL AND c.slug = '8.1';
    INSERT INTO exception_search (request_id, folded, bigrams) VALUES (made, '', '{}');
    RETURN made;
END $$;

-- Up to the state that staff read; a number in front of the confirmation: awaiting_manager_again.
CREATE FUNCTION test.request(kind text, status text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
    step bigint;
    first_day date := '2026-12-01';
    last_day date := '2027-03-31';
BEGIN
    PERFORM set_config('mamori.now', '2026-04-02 10:00+09', true);
    IF status IN ('in_effect', 'end_drafted', 'extension_pending', 'revoked', 'termination_reported', 'closed', 'expired') THEN
        first_day := '2026-04-10';
        last_day := CASE status WHEN 'expired' THEN '2026-11-10' ELSE '2026-12-20' END;
    END IF;
    made := test.draft(kind, first_day, last_day);
    IF status = 'draft' THEN RETURN made; END IF;
    IF status = 'discarded' THEN PERFORM test.step(made, '218842', 'discard', 'discarded'); RETURN made; END IF;
    PERFORM test.step(made, '218842', 'leader_file', 'awaiting_manager');
    IF status = 'awaiting_manager' THEN RETURN made; END IF;
    IF kind = 'emergency' THEN
        PERFORM test.step(made, '206611', 'manager_file', 'reported');
        IF status = 'reported' THEN RETURN made; END IF;
        PERFORM test.step(made, '100002', 'ciso_acknowledge', 'acknowledged', '', 'ended_confirmed');
        IF status = 'acknowledged' THEN RETURN made; END IF;
        step := test.step(made, '206611', 'termination_report', 'closed');
        INSERT INTO exception_end_report VALUES (step, made, '2026-04-02', '終了', '戻した', '消した');
        RETURN made;
    END IF;
    PERFORM test.step(made, '206611', 'manager_file', 'filed');
    IF status = 'filed' THEN RETURN made; END IF;
    IF status = 'withdrawn' THEN PERFORM test.step(made, '206611', 'withdraw', 'withdrawn', '取り下げる。'); RETURN made; END IF;
    PERFORM test.step(made, '217730', 'secretariat_check', 'under_review');
    IF status IN ('returned', 'awaiting_manager_again') THEN
        PERFORM test.step(made, '217730', 'return', 'returned', '書き方を改めてください。終わり。');
        IF status <> 'returned' THEN PERFORM test.step(made, '218842', 'leader_file', 'awaiting_manager'); END IF;
        RETURN made;
    END IF;
    PERFORM test.step(made, '204518', 'nsm_opinion', NULL, 'やむを得ない。', 'agree');
    IF status = 'under_review' THEN RETURN made; END IF;
    PERFORM test.step(made, '217730', 'forward', 'pending_ciso');
    IF status = 'pending_ciso' THEN RETURN made; END IF;
    IF status = 'refused' THEN
        PERFORM test.step(made, '100002', 'refuse', 'refused', 'この措置は認められない。');
        RETURN made;
    END IF;
    IF status = 'permitted' THEN
        step := test.step(made, '100002', 'permit', 'permitted');
    ELSE
        step := test.step(made, '100002', 'permit_with_conditions', 'permitted_with_conditions', '条件を守ることを求める。');
        INSERT INTO exception_condition (request_id, step_id, ord, text, due) VALUES (made, step, 1, '記録を提出する。', '2026-12-10');
    END IF;
    INSERT INTO exception_period (request_id, step_id, period_from, period_to) VALUES (made, step, first_day, last_day);
    IF status IN ('permitted', 'permitted_with_conditions', 'in_effect', 'expired') THEN RETURN made; END IF;
    PERFORM set_config('mamori.now', '2026-11-02 10:00+09', true);
    IF status = 'extension_pending' THEN
        step := test.step(made, '206611', 'extension_file', 'extension_pending', 'なお続ける必要があるため。');
        INSERT INTO exception_extension VALUES (step, made, '実施中', '更新する', last_day + 1, '2027-03-31');
        RETURN made;
    END IF;
    IF status = 'end_drafted' THEN
        step := test.step(made, '218842', 'termination_draft', NULL);
        INSERT INTO exception_end_draft VALUES (step, made, '2026-11-02', '終了', '戻した', '消した');
        RETURN made;
    END IF;
    IF status = 'revoked' THEN
        PERFORM test.step(made, '100002', 'revoke', 'revoked', '危険が認められたため、取り消す。');
        RETURN made;
    END IF;
    step := test.step(made, '206611', 'termination_report', 'termination_reported');
    INSERT INTO exception_end_report VALUES (step, made, '2026-11-02', '終了', '戻した', '消した');
    IF status = 'closed' THEN PERFORM test.step(made, '217730', 'termination_accept', 'closed'); END IF;
    RETURN made;
END $$;
"""

Request = collections.namedtuple("Request", "id number version condition")


def prepare(database):
    database.sql(FUNCTIONS)


def make(database, kind, status, count=1):
    """That many requests in that state, in one transaction."""
    rows = database.sql(
        f"WITH made AS MATERIALIZED (SELECT test.request('{kind}', '{status}') AS id FROM generate_series(1, {count}))"
        " SELECT string_agg(id::text, ',') FROM made")
    rows = database.sql(
        "SELECT r.id, coalesce(r.request_no, ''), r.row_version, coalesce((SELECT max(c.id) FROM exception_condition c"
        f" WHERE c.request_id = r.id)::text, '1') FROM exception_request r WHERE r.id IN ({rows[0]}) ORDER BY r.id")
    return [Request(int(i), number, int(version), condition) for i, number, version, condition in (row.split("|") for row in rows)]


def address(request):
    return f"/exceptions/{request.number}" if request.number else f"/exceptions/drafts/{request.id}"


# What each act sends beside the version: under which address, and what.
ACTS = {
    "leader_file": ("/file", {}),
    "manager_file": ("/confirm", {}),
    "manager_return": ("/manager-return", {"reason": REASON}),
    "hand_over": ("/hand-over", {"to": HEAD}),
    "discard": ("/discard", {}),
    "withdraw": ("/withdrawal", {"reason": REASON}),
    "secretariat_check": ("/check", {"checks": ["complete", "grounds"]}),
    "return": ("/return", {"reason": REASON}),
    "nsm_opinion": ("/opinions", {"by": "network_security_manager", "result": "agree", "opinion": "やむを得ない。"}),
    "iso_opinion": ("/opinions", {"by": "information_security_officer", "result": "agree", "opinion": "やむを得ない。"}),
    "expert_advice": ("/opinions", {"by": "security_expert", "result": "agree", "opinion": "助言を受けた。"}),
    "forward": ("/forward", {}),
    "permit": ("/decision", {"decision": "permitted", "period_from": "2026-12-01", "period_to": "2027-03-31"}),
    "permit_with_conditions": ("/decision", {"decision": "permitted_with_conditions", "period_from": "2026-12-01",
                                             "period_to": "2027-03-31", "conditions": ["2027-01-10 記録を提出する。"], "reason": REASON}),
    "refuse": ("/decision", {"decision": "refused", "reason": REASON}),
    "ciso_return": ("/decision", {"decision": "returned", "reason": REASON}),
    "revoke": ("/revocation", {"reason": REASON}),
    "extension_file": ("/extension", {"progress": "実施中", "reason": REASON, "period_to": "2027-03-31", "resolution_plan": "更新する。"}),
    "extension_permit": ("/extension/decision", {"decision": "permitted"}),
    "extension_refuse": ("/extension/decision", {"decision": "refused", "reason": REASON}),
    "interim_review": ("/reviews", {"still_needed": "yes", "compensating_works": "yes", "note": "点検した。"}),
    "condition_met": ("/conditions/{condition}/met", {"met_on": "2026-11-20"}),
    "termination_draft": ("/termination/draft", {"ended_on": "2026-11-20", "result": "終了", "restored": "戻した", "media_handled": "消した"}),
    "termination_return": ("/termination/return", {"reason": REASON}),
    "termination_report": ("/termination", {"ended_on": "2026-11-20", "result": "終了", "restored": "戻した", "media_handled": "消した"}),
    "termination_accept": ("/termination/check", {"finding": "accepted"}),
    "termination_reject": ("/termination/check", {"finding": "rejected", "reason": REASON}),
    "takeover_confirm": ("/takeover", {}),
    "ciso_acknowledge": ("/acknowledgement", {"outcome": "ended_confirmed"}),
}
DECISIONS = ["permit", "permit_with_conditions", "refuse", "ciso_return", "revoke", "extension_permit", "extension_refuse",
             "ciso_acknowledge"]


def act(request, event):
    """Address and fields of an act on a request as it is."""
    place, fields = ACTS[event]
    return address(request) + place.format(condition=request.condition), {**fields, "version": request.version}
