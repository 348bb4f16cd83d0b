-- `operator`, here and `name` in `operators`, is the operator's code: it was its name until now.
-- NULL: the name is the code.
ALTER TABLE accounts ADD COLUMN operator_name TEXT;
ALTER TABLE registrations ADD COLUMN operator_name TEXT;
