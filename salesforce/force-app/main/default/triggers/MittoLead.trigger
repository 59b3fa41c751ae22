/** Opt-outs go both ways; of a converted lead the SMS go along. */
trigger MittoLead on Lead (before insert, before update, after insert, after update) {
    if (Trigger.isBefore) {
        MittoOptOutBox.stamp(Trigger.new, Trigger.oldMap);
    } else {
        MittoOptOutBox.tell(Trigger.new, Trigger.oldMap);
        if (Trigger.isUpdate) {
            MittoConversionJob.tell(Trigger.new, Trigger.oldMap);
        }
    }
}
