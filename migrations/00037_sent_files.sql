-- Files that people sent are emptied when their time is over: an empty content is one that is no longer kept.
-- +goose Up
GRANT UPDATE (content) ON price_list, list_import TO tuottajatori_service;

-- +goose Down
REVOKE UPDATE (content) ON price_list, list_import FROM tuottajatori_service;
