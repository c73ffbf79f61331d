"""What people type about delegations, firms, guests and consents: is it well formed?"""
