// The statements of edge/src/callback.rs: the very files. Those of edge/src/health.rs, word for word.
import reports from "../../../edge/sql/reports.sql";
import early from "../../../edge/sql/reports_early.sql";
import status from "../../../edge/sql/reports_status.sql";
import updates from "../../../edge/sql/reports_updates.sql";

export const STORED: string = reports + updates;
export const RAISED: string = reports + status;
export const EARLY: string = reports + early;
export const DELIVERED = "UPDATE callback_health SET last_delivery_at = ?1 WHERE coalesce(last_delivery_at, 0) <= ?2";
export const QUEUED = "UPDATE callback_health SET queued = queued + ?1";
