"""Sends an SMS by way of the generated client, twice under one key, and waits until it is delivered."""

import os
import sys
import time

import httpx

from mitto_sms import AuthenticatedClient
from mitto_sms.api.sms import get_sms, send_sms
from mitto_sms.models import Recipient, RecipientObject, SendRequest

base, lead = sys.argv[1:]
client = AuthenticatedClient(base_url=base, token=os.environ["MITTO_API_KEY"], timeout=httpx.Timeout(60))
message = SendRequest(
    to=Recipient(object_=RecipientObject.LEAD, id=lead), from_="MITTO-SMS", text="Hello <%=FirstName%>"
)
first, again = (
    send_sms.sync_detailed(client=client, body=message, idempotency_key=f"flow-{lead}") for _ in range(2)
)
assert first.status_code == 201, first
assert again.content == first.content, again
for _ in range(150):
    sms = get_sms.sync(first.parsed.id, client=client)
    if sms.status == "DELIVERED":
        break
    time.sleep(0.1)
print(sms.id, sms.status, len(sms.delivery_updates))
