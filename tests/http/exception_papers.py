"""Requests for an exception that are written and filed by way of the portal, and the files attached to them."""
import http.client
import urllib.parse

import portal

DRAFT = dict(title="窓口混雑時の共用端末自動ログオフ延長", clauses=["standard_basic/8.1"], requirement_text="ログオフ",
             measure_type="alternative_method", ground_difficulty="あ" * 25, ground_continuity="い" * 25, ground_reason="う" * 25,
             measure_text="延長", compensating="手動", threats=["insider"], risk_text="漏えい", residual_risk="middle",
             assets="窓口端末24台", info_class="3B", users="38人", period_from="2026-12-01", period_to="2027-03-31",
             resolution_plan="ICカード")


def begin(mamori, viewer, kind="prior"):
    answer = mamori.json("/exceptions.json", {"kind": kind, "title": DRAFT["title"]}, viewer, **{"X-CSRF-Token": viewer.csrf})
    return f"/exceptions/drafts/{answer.json['id']}"


def part(name, content, filename=None, boundary=b"----file"):
    named = b'; filename="%s"' % filename.encode() if filename is not None else b""
    return b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (boundary, name.encode(), named, content)


def attach(mamori, viewer, place, name, content, accept="application/json", more=b"", csrf=None, back="", under="/attachments"):
    body = part("csrf", (viewer.csrf if csrf is None else csrf).encode()) + part("back", back.encode()) + more
    body += part("file", content, name) + b"------file--\r\n"
    connection = http.client.HTTPConnection("127.0.0.1", mamori.port, timeout=90)
    try:
        connection.request("POST", urllib.parse.quote(place + under), body, {
            "Content-Type": "multipart/form-data; boundary=----file", "Accept": accept, **viewer.headers})
        reply = connection.getresponse()
        return portal.Answer(reply.status, [(n.lower(), v) for n, v in reply.getheaders()], reply.read())
    finally:
        connection.close()


def file_it(mamori, leader, place):
    token = {"X-CSRF-Token": leader.csrf}
    version = mamori.get(place + ".json", leader).json["version"]
    mamori.json(place, {**DRAFT, "version": version, "act": "file"}, leader, **token)
    head = mamori.sign_in("section_head")
    version = mamori.get(place + ".json", head).json["version"]
    answer = mamori.json(place + "/confirm", {"version": version}, head, **{"X-CSRF-Token": head.csrf})
    return urllib.parse.unquote(answer.get("location")).split("?")[0]
