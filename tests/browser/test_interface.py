"""From a case that another program reports to the point on the scorecard, in the same minute."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Enter, fits
from tests.site import Site

CASE = "（2020）鲁1329民初12号"
FACT = {
    "kind": "结案", "day": "2020-04-22", "subject": "甲队", "member": "示一", "case": CASE, "filed": "2020-01-02",
    "number": "case-12", "fields": {"案件类型": "民事一审", "审理程序": "普通", "结案方式": "判决", "审理天数": 30},
}  # fmt: skip


def test_a_case_sent_by_a_program_stands_on_the_scorecard(enter: Enter, base: str, desk: Site) -> None:
    operator = enter("operator")
    operator.goto(f"{base}/tokens/")
    operator.get_by_label("用途").fill("审判系统")
    operator.get_by_label("账号").select_option(label="示staff（staff，考核管理员）")
    for right in ("报送事实", "读记分卡"):
        operator.get_by_label(right, exact=True).check()
    operator.get_by_role("button", name="发放令牌").click()
    secret = operator.locator("code.secret").inner_text()
    fits(operator)

    person = enter("person")
    card = f"{base}/scorecards/{desk.opened}/甲队"
    person.goto(card)
    assert CASE not in person.content()
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "cases-of-today"}
    body = {"scheme": "linshu-2020", "facts": [FACT]}
    answer = operator.request.post(f"{base}/api/v1/facts", data=body, headers=headers)
    assert (answer.status, answer.json()["facts"]) == (201, 1)
    for size in (PHONE, (1366, 768)):
        person.set_viewport_size({"width": size[0], "height": size[1]})
        person.goto(card)
        assert CASE in person.content()
    fits(person)

    operator.goto(f"{base}/tokens/")
    operator.get_by_text("吊销", exact=True).click()
    operator.get_by_role("button", name="确定吊销").click()
    expect(operator.locator(".message.success")).to_contain_text("已吊销，从现在起不能再用。")
