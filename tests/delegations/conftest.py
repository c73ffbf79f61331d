from tests.support.chambers import brought as brought
