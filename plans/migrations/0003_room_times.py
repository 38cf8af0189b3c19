"""No room, candidate or invigilator is in two places at a time, whoever writes it and whatever plan it is for.

Checked at the end of the transaction, so that a whole arrangement can be exchanged for another.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE plans_roomuse ADD CONSTRAINT room_once_at_a_time
    EXCLUDE USING gist (room_id WITH =, during WITH &&) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE plans_seat ADD CONSTRAINT person_once_at_a_time
    EXCLUDE USING gist (document_index WITH =, during WITH &&) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE plans_invigilatorduty ADD CONSTRAINT invigilator_once_at_a_time
    EXCLUDE USING gist (invigilator_id WITH =, during WITH &&) DEFERRABLE INITIALLY IMMEDIATE;
"""
BACKWARD = """
ALTER TABLE plans_invigilatorduty DROP CONSTRAINT invigilator_once_at_a_time;
ALTER TABLE plans_seat DROP CONSTRAINT person_once_at_a_time;
ALTER TABLE plans_roomuse DROP CONSTRAINT room_once_at_a_time;
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_numbers_and_extensions"), ("core", "0002_licence_periods")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
