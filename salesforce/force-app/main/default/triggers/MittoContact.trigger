/** Opt-outs go both ways. */
trigger MittoContact on Contact (before insert, before update, after insert, after update) {
    if (Trigger.isBefore) {
        MittoOptOutBox.stamp(Trigger.new, Trigger.oldMap);
    } else {
        MittoOptOutBox.tell(Trigger.new, Trigger.oldMap);
    }
}
