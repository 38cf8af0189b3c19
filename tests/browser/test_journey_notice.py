"""Anyone reads a public notice and objects, without signing in; the city answers, and the objector reads the answer."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.city import City
from tests.browser.conftest import accessibility_faults, city_page
from tests.browser.crawl import sign_in

OFFICER = "周敏 · 鉴定指导科"
NUMBER = re.compile(r"\d{4}H\d{6}-G1")
ANSWER = "经核查，材料真实，年限符合。"


def test_anyone_reads_a_notice_and_objects(browser: Browser, live_city: City) -> None:
    with city_page(browser, live_city) as reader, city_page(browser, live_city) as officer:
        reader.goto("/notices/")
        assert not accessibility_faults(reader)
        reader.get_by_role("link", name=NUMBER).first.click()
        expect(reader.locator(".status-word")).to_have_text("公示中")
        people = reader.locator("tbody tr")
        expect(people).to_have_count(14)
        assert all("*" in text for text in reader.locator("tbody td.number").all_inner_texts())
        assert not accessibility_faults(reader)

        reader.get_by_role("link", name="提出异议").click()
        reader.get_by_role("button", name="提交异议").click()
        expect(reader.get_by_role("alert")).to_contain_text("共 3 个原因")
        reader.get_by_label("对谁有异议").select_option(index=2)
        reader.get_by_label("异议内容").fill("据了解此人的工作年限证明不真实，请予核查。")
        reader.get_by_label("您的姓名").fill("李群众")
        reader.get_by_label("联系电话或电子邮箱").fill("13800000088")
        reader.get_by_role("button", name="提交异议").click()
        receipt = reader.locator(".receipt-number").inner_text()
        expect(reader.get_by_text("正在核查")).to_be_visible()
        assert "李群众" not in reader.content()

        sign_in(officer, OFFICER)
        officer.goto("/notices/objections/")
        officer.locator("tbody tr").first.get_by_role("link").click()
        expect(officer.get_by_text("工作年限证明不真实")).to_be_visible()
        officer.get_by_label("异议不成立").check()
        officer.get_by_label("核查结论").fill(ANSWER)
        officer.get_by_role("button", name="提交结论").click()
        expect(officer.get_by_text("已处理")).to_be_visible()

        reader.goto("/notices/")
        reader.get_by_label("凭受理编号查询").fill(receipt.lower())
        reader.get_by_role("button", name="查询").click()
        expect(reader.get_by_text(ANSWER)).to_be_visible()
    assert live_city.rows("SELECT state FROM plans_objection WHERE receipt = %s", receipt) == [("DISMISSED",)]
